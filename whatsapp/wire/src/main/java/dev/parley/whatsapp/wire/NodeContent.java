package dev.parley.whatsapp.wire;

import java.util.List;

/// What a node holds. The wire has no type beyond the tag, so the same content can come as [Text] or as [Binary];
/// read it through [Node#text()] and [Node#bytes()], which accept both.
public sealed interface NodeContent {
    NodeContent EMPTY = new Empty();

    record Empty() implements NodeContent {}

    /// A token or packed string.
    record Text(String text) implements NodeContent {}

    /// Length-prefixed bytes: keys, ids, ciphertexts, and text that is no token.
    record Binary(Bytes bytes) implements NodeContent {}

    record Children(List<Node> nodes) implements NodeContent {
        public Children {
            nodes = List.copyOf(nodes);
        }
    }
}
