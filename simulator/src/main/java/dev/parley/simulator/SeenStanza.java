package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.time.Instant;

/// A decrypted stanza that passed between the server and a companion.
///
/// @param device the companion's number
public record SeenStanza(Direction direction, int device, Instant time, Node node) {
    /// Seen from the server.
    public enum Direction {
        RECEIVED,
        SENT
    }
}
