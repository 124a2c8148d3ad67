package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// The ack that takes a stanza off the server's queue (connection.md section 9.3, messaging.md section 5.6). It
/// echoes addresses verbatim and never invents a type: a wrong ack closes the stream.
public final class Acks {
    /// The stanza lacks what it must have.
    public static final int PARSING_ERROR = 487;

    /// We do not know this kind of stanza.
    public static final int UNRECOGNIZED_STANZA = 488;

    /// The plaintext is no message.
    public static final int INVALID_PROTOBUF = 491;

    private Acks() {}

    /// @param account empty before there is one: pairing notifications are acked too
    public static Node of(Node stanza, Optional<Account> account) {
        return build(stanza, account).build();
    }

    /// Refuses the stanza for good: it will not come again.
    public static Node refusing(Node stanza, Optional<Account> account, int error) {
        return build(stanza, account).attr("error", error).build();
    }

    private static Node.Builder build(Node stanza, Optional<Account> account) {
        boolean message = stanza.tag().equals("message") || stanza.tag().equals("status");
        Node.Builder ack = Node.of("ack")
                .attr("class", stanza.tag())
                .attr("id", stanza.attrOrEmpty("id"))
                .attrIfPresent("to", Optional.ofNullable(stanza.attrs().get("from")))
                .attrIfPresent("participant", Optional.ofNullable(stanza.attrs().get("participant")))
                .attrIfPresent("recipient", Optional.ofNullable(stanza.attrs().get("recipient")));
        if (!isIdentityChange(stanza)) {
            ack.attrIfPresent("type", stanza.attr("type"));
        }
        if (message) {
            ack.attrIfPresent("from", account.map(Account::pn));
        }
        return ack;
    }

    /// The one notification whose type must not be echoed.
    private static boolean isIdentityChange(Node stanza) {
        return stanza.tag().equals("notification")
                && stanza.hasAttr("type", "encrypt")
                && stanza.child("identity").isPresent();
    }
}
