package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// WhatsApp's answer to a [Usync] question. A protocol may fail while the others succeed: for everybody, or for
/// one user (messaging.md section 2.1).
///
/// @param users the `user` nodes, in no order that can be relied upon
/// @param failures by protocol, those that failed for everybody
public record UsyncAnswer(List<Node> users, Map<String, Failure> failures) {
    /// A server that asks for more patience than this is not believed.
    private static final long MAX_BACKOFF_SECONDS = Duration.ofDays(1).toSeconds();

    public UsyncAnswer {
        users = List.copyOf(users);
        failures = Map.copyOf(failures);
    }

    /// @param backoff how long the protocol must not be asked for; zero when WhatsApp does not say
    public record Failure(int code, String text, Duration backoff) {}

    /// Reads the `iq` that answers. Whatever it lacks counts as empty.
    static UsyncAnswer parse(Node iq) {
        Optional<Node> usync = iq.child("usync");
        Map<String, Failure> failures = new HashMap<>();
        usync.flatMap(node -> node.child("result"))
                .ifPresent(result -> result.children()
                        .forEach(protocol ->
                                failure(protocol).ifPresent(failure -> failures.putIfAbsent(protocol.tag(), failure))));
        return new UsyncAnswer(
                usync.flatMap(node -> node.child("list"))
                        .map(list -> list.children("user"))
                        .orElse(List.of()),
                failures);
    }

    /// The failure inside a protocol's node: of `result`, or of one `user`.
    public static Optional<Failure> failure(Node protocol) {
        return protocol.child("error")
                .map(error -> new Failure(
                        Math.clamp(error.number("code").orElse(500), 0, 9999),
                        error.attrOrEmpty("text"),
                        Duration.ofSeconds(Math.clamp(error.number("backoff").orElse(0), 0, MAX_BACKOFF_SECONDS))));
    }
}
