package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.wire.Node;
import java.time.InstantSource;
import java.util.Optional;

/// Reads what the server says when it ends a stream (connection.md sections 8.3 and 8.4).
public final class StreamEnds {
    private StreamEnds() {}

    /// @param version this client's, for the case that it is too old
    public static DisconnectCause ofFailure(Node failure, String version, InstantSource clock) {
        int reason = (int) failure.number("reason").orElse(500);
        return switch (reason) {
            case 401, 403, 406 -> new DisconnectCause.LoggedOut(reason);
            case 402 ->
                new DisconnectCause.TemporarilyBanned(
                        (int) failure.number("code").orElse(0),
                        failure.number("expire").isPresent()
                                ? Optional.of(clock.instant()
                                        .plusSeconds(failure.number("expire").getAsLong()))
                                : Optional.empty());
            case 405, 409 -> new DisconnectCause.ClientOutdated(version);
            case 500, 501, 503 -> new DisconnectCause.ServerUnavailable(reason);
            default -> new DisconnectCause.LoginRefused(reason);
        };
    }

    public static DisconnectCause ofStreamError(Node error) {
        Optional<String> conflict = error.child("conflict").flatMap(node -> node.attr("type"));
        if (conflict.isPresent()) {
            // Often without a code, so the conflict is looked at first.
            return conflict.get().equals("replaced")
                    ? new DisconnectCause.StreamReplaced()
                    : new DisconnectCause.LoggedOut((int) error.number("code").orElse(401));
        }
        if (error.child("ack").isPresent()) {
            return new DisconnectCause.ProtocolBroken("the server refused one of our acks or stanzas");
        }
        if (error.child("xml-not-well-formed").isPresent()) {
            return new DisconnectCause.ProtocolBroken("the server could not read one of our stanzas");
        }
        int code = (int) error.number("code").orElse(0);
        return switch (code) {
            case 515 -> new DisconnectCause.RestartRequired();
            case 401, 516 -> new DisconnectCause.LoggedOut(code);
            case 409 -> new DisconnectCause.StreamReplaced();
            default -> new DisconnectCause.ServerUnavailable(code);
        };
    }
}
