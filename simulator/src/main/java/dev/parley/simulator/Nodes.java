package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.List;

/// Helps to build nodes.
final class Nodes {
    private Nodes() {}

    /// Appends children; with none the node keeps its content, rather than getting an empty list.
    static Node.Builder append(Node.Builder parent, List<Node> children) {
        return children.isEmpty() ? parent : parent.children(children);
    }
}
