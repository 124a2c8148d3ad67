package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// Whom an account has blocked, `xmlns=blocklist`. What a blocked person sends is acknowledged and not delivered.
final class BlocklistIq implements IqHandler {
    private final Directory directory;

    BlocklistIq(Directory directory) {
        this.directory = directory;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "set")) {
            change(caller.account(), iq.child("item").orElseThrow(Refusal::badRequest));
        }
        Node.Builder list = Node.of("list");
        caller.account()
                .blocked()
                .forEach(blocked ->
                        list.child(Node.of("item").attr("jid", blocked.lid()).attr("pn_jid", blocked.pn())));
        return IqAnswer.of(list);
    }

    private void change(Account account, Node item) {
        Account other = item.jid("jid").flatMap(directory::account).orElseThrow(Refusal::notFound);
        switch (item.attrOrEmpty("action")) {
            case "block" -> account.blocked().add(other);
            case "unblock" -> account.blocked().remove(other);
            default -> throw Refusal.badRequest();
        }
    }
}
