package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;

/// Whom an account has blocked, `xmlns=blocklist`. What a blocked person sends is acknowledged and not delivered.
final class BlocklistIq implements IqHandler {
    private final ProfileDesk profiles;

    BlocklistIq(ProfileDesk profiles) {
        this.profiles = profiles;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "set")) {
            change(caller.device(), iq.child("item").orElseThrow(Refusal::badRequest));
        }
        Node.Builder list = Node.of("list").attr("dhash", ProfileDesk.blocklistHash(caller.account()));
        caller.account()
                .blocked()
                .forEach(blocked ->
                        list.child(Node.of("item").attr("jid", blocked.lid()).attr("pn_jid", blocked.pn())));
        return IqAnswer.of(list);
    }

    private void change(Device author, Node item) {
        Jid lid = item.jid("jid").orElseThrow(Refusal::badRequest);
        switch (item.attrOrEmpty("action")) {
            case "block" -> profiles.block(author, lid, true);
            case "unblock" -> profiles.block(author, lid, false);
            default -> throw Refusal.badRequest();
        }
    }
}
