package dev.parley.whatsapp.wire;

import java.util.List;

/// Writes nodes as the plaintext of a frame: a flags byte and the node's bytes. Stateless; any thread.
///
/// Text that is no token and cannot be packed is written as bytes, so it comes back as [NodeContent.Binary];
/// an empty list of children comes back as [NodeContent.Empty]. Unpaired surrogates become question marks.
public final class NodeEncoder {
    private static final int MAX_LIST = 0xFFFF;
    private static final int TYPICAL_BYTES = 256;
    private static final int NO_FLAGS = 0;

    private final ByteSink out = new ByteSink(TYPICAL_BYTES, NodeDecoder.MAX_BYTES);

    private NodeEncoder() {}

    /// @throws WireFormatException for a node that the wire cannot carry: a list of more than 65,535 items, nodes
    ///     nested more than [NodeDecoder#MAX_DEPTH] deep, more than [NodeDecoder#MAX_BYTES], or a JID with a device
    ///     that its form has no room for
    public static byte[] encode(Node node) {
        NodeEncoder encoder = new NodeEncoder();
        encoder.out.put(NO_FLAGS);
        encoder.node(node, 1);
        return encoder.out.finish();
    }

    /// The same, deflated. Clients never do that; servers may.
    ///
    /// @throws WireFormatException as [#encode(Node)]
    public static byte[] encodeCompressed(Node node) {
        return Zlib.deflate(encode(node));
    }

    private void node(Node node, int depth) {
        if (depth > NodeDecoder.MAX_DEPTH) {
            throw out.failure("nodes nested more than " + NodeDecoder.MAX_DEPTH + " deep");
        }
        int contentItems = node.content() instanceof NodeContent.Empty ? 0 : 1;
        list(1 + 2 * node.attrs().size() + contentItems);
        WireStrings.write(node.tag(), out);
        node.attrs().forEach(this::attr);
        switch (node.content()) {
            case NodeContent.Empty _ -> {}
            case NodeContent.Text(String text) -> WireStrings.write(text, out);
            case NodeContent.Binary(Bytes bytes) -> WireStrings.writeBytes(bytes.shared(), out);
            case NodeContent.Children(List<Node> nodes) -> children(nodes, depth + 1);
        }
    }

    private void attr(String name, AttrValue value) {
        if (name.isEmpty()) {
            throw out.failure("an attribute without a name");
        }
        WireStrings.writeName(name, out);
        switch (value) {
            case AttrValue.Text(String text) -> WireStrings.write(text, out);
            case AttrValue.Address(Jid jid) -> WireJids.write(jid, out);
        }
    }

    private void children(List<Node> nodes, int depth) {
        list(nodes.size());
        for (Node node : nodes) {
            node(node, depth);
        }
    }

    private void list(int count) {
        if (count > MAX_LIST) {
            throw out.failure("a list of " + count + " items, the most is " + MAX_LIST);
        }
        if (count > 0xFF) {
            out.put(Tags.LIST_16);
            out.put16(count);
        } else if (count > 0) {
            out.put(Tags.LIST_8);
            out.put(count);
        } else {
            out.put(Tags.LIST_EMPTY);
        }
    }
}
