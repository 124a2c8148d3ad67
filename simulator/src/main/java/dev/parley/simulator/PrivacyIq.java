package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// Privacy settings, and the tokens by which a person vouches for another, `xmlns=privacy`.
/// A changed setting is told to the account's other devices; a token goes to all devices of the one it is for.
final class PrivacyIq implements IqHandler {
    private final Directory directory;
    private final ProfileDesk profiles;
    private final RestrictionDesk restrictions;

    PrivacyIq(Directory directory, ProfileDesk profiles, RestrictionDesk restrictions) {
        this.directory = directory;
        this.profiles = profiles;
        this.restrictions = restrictions;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "get")) {
            return IqAnswer.of(settings(caller.account()));
        }
        Optional<Node> changed = iq.child("privacy");
        if (changed.isPresent()) {
            return change(caller, changed.get());
        }
        Node tokens = iq.child("tokens").orElseThrow(Refusal::badRequest);
        for (Node token : tokens.children("token")) {
            Jid to = token.jid("jid").orElseThrow(Refusal::badRequest);
            long time = token.number("t").orElseThrow(Refusal::badRequest);
            directory.account(to).ifPresent(account -> restrictions.issue(caller.account(), account, time));
        }
        return IqAnswer.EMPTY;
    }

    private IqAnswer change(DeviceSession caller, Node privacy) {
        List<Node> categories = privacy.children("category");
        if (categories.size() != 1) {
            throw Refusal.badRequest();
        }
        Node category = categories.getFirst();
        profiles.privacy(caller.device(), category.attrOrEmpty("name"), category.attrOrEmpty("value"));
        return IqAnswer.of(Node.of("privacy").child(category));
    }

    private static Node.Builder settings(Account account) {
        Node.Builder privacy = Node.of("privacy");
        account.profile()
                .privacy()
                .forEach((name, value) ->
                        privacy.child(Node.of("category").attr("name", name).attr("value", value)));
        return privacy;
    }
}
