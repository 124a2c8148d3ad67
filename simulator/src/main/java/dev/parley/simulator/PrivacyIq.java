package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/// Privacy settings, and the tokens by which a person vouches for another, `xmlns=privacy`.
/// The settings are everyone's defaults and do not change; a token goes to all devices of the one it is for.
final class PrivacyIq implements IqHandler {
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "last", "all",
            "online", "all",
            "profile", "all",
            "status", "contacts",
            "readreceipts", "all",
            "groupadd", "all",
            "calladd", "all",
            "messages", "all",
            "defense", "off"));
    private static final int TOKEN_LENGTH = 16;

    private final Directory directory;
    private final Postman postman;
    private final Notices notices;
    private final ServerClock clock;
    private final SecureRandom random;

    PrivacyIq(Directory directory, Postman postman, Notices notices, ServerClock clock, SecureRandom random) {
        this.directory = directory;
        this.postman = postman;
        this.notices = notices;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "get")) {
            return IqAnswer.of(settings());
        }
        Node tokens = iq.child("tokens").orElseThrow(Refusal::badRequest);
        for (Node token : tokens.children("token")) {
            Jid to = token.jid("jid").orElseThrow(Refusal::badRequest);
            directory.account(to).ifPresent(account -> issue(caller.account(), account));
        }
        return IqAnswer.EMPTY;
    }

    private static Node.Builder settings() {
        Node.Builder privacy = Node.of("privacy");
        SETTINGS.forEach((name, value) ->
                privacy.child(Node.of("category").attr("name", name).attr("value", value)));
        return privacy;
    }

    private void issue(Account from, Account to) {
        byte[] token = new byte[TOKEN_LENGTH];
        random.nextBytes(token);
        Node notice = notices.of("privacy_token", from.pn())
                .attr("sender_lid", from.lid())
                .child(Node.of("tokens")
                        .child(Node.of("token")
                                .attr("type", "trusted_contact")
                                .attr("t", clock.stamp())
                                .content(token)))
                .build();
        to.devices().forEach(device -> postman.post(device, notice));
    }
}
