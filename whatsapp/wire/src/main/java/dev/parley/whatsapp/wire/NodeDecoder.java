package dev.parley.whatsapp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads the plaintext of a frame as a node. Stateless; any thread.
///
/// The input is untrusted: every length and count is compared with the bytes that are left before anything is
/// allocated for it, so that time and memory stay proportional to the plaintext, or to what it inflates to.
///
/// Where other clients are lenient this one is too, lest an odd stanza end a session that they would keep: of several
/// attributes with one name the last wins (whatsmeow, Baileys), an attribute with a null value is left out, and
/// servers that nobody has heard of are kept.
public final class NodeDecoder {
    /// How deep nodes may nest; real stanzas stay below 10.
    public static final int MAX_DEPTH = 64;

    /// How long a plaintext may be, inflated where it came compressed: 16 MiB, as whatsapp-rust.
    public static final int MAX_BYTES = 16 << 20;

    /// A list of one and a tag.
    private static final int SHORTEST_NODE = 3;

    private static final int FEW_CHILDREN = 16;

    private final ByteSource in;

    private NodeDecoder(ByteSource in) {
        this.in = in;
    }

    /// @param plaintext the flags byte and one node; not kept
    /// @throws WireFormatException for anything else
    public static Node decode(byte[] plaintext) {
        ByteSource in = open(plaintext);
        Node node = new NodeDecoder(in).node(1);
        if (in.remaining() > 0) {
            throw in.failure(in.remaining() + " bytes after the node");
        }
        return node;
    }

    private static ByteSource open(byte[] plaintext) {
        if (plaintext.length == 0) {
            throw new WireFormatException(0, "no flags byte");
        }
        if (plaintext.length > MAX_BYTES) {
            throw new WireFormatException(0, plaintext.length + " bytes, the most is " + MAX_BYTES);
        }
        return (plaintext[0] & Zlib.FLAG) == 0
                ? new ByteSource(plaintext, 1)
                : new ByteSource(Zlib.inflate(plaintext, MAX_BYTES), 0);
    }

    private Node node(int depth) {
        if (depth > MAX_DEPTH) {
            throw in.failure("nodes nested more than " + MAX_DEPTH + " deep");
        }
        int size = listSize(in.u8());
        in.require(size, "a node");
        String tag = size == 0 ? "" : WireStrings.read(in.u8(), in);
        if (tag.isEmpty()) {
            throw in.failure("a node without a tag");
        }
        Map<String, AttrValue> attrs = attrs((size - 1) / 2);
        boolean hasContent = size % 2 == 0;
        return new Node(tag, attrs, hasContent ? content(depth) : NodeContent.EMPTY);
    }

    private Map<String, AttrValue> attrs(int count) {
        if (count == 0) {
            return Attrs.EMPTY;
        }
        Attrs.Collector attrs = new Attrs.Collector(count);
        for (int i = 0; i < count; i++) {
            String name = attrName();
            int tag = in.u8();
            if (WireJids.isJid(tag)) {
                attrs.put(name, new AttrValue.Address(WireJids.read(tag, in)));
            } else if (tag != Tags.LIST_EMPTY) {
                attrs.put(name, new AttrValue.Text(WireStrings.read(tag, in)));
            }
        }
        return attrs.finish();
    }

    private String attrName() {
        int tag = in.u8();
        if (tag == Tags.NIBBLE_8 || tag == Tags.HEX_8) {
            throw in.failure("a packed attribute name");
        }
        String name = WireStrings.read(tag, in);
        if (name.isEmpty()) {
            throw in.failure("an attribute without a name");
        }
        return name;
    }

    private NodeContent content(int depth) {
        int tag = in.u8();
        return switch (tag) {
            case Tags.LIST_EMPTY, Tags.LIST_8, Tags.LIST_16 -> children(listSize(tag), depth + 1);
            case Tags.BINARY_8, Tags.BINARY_20, Tags.BINARY_32 -> binary(WireStrings.readLength(tag, in));
            case Tags.JID_PAIR, Tags.AD_JID, Tags.FB_JID, Tags.INTEROP_JID ->
                new NodeContent.Text(WireJids.read(tag, in).toString());
            default -> new NodeContent.Text(WireStrings.read(tag, in));
        };
    }

    private NodeContent binary(int length) {
        return new NodeContent.Binary(length == 0 ? Bytes.EMPTY : Bytes.wrap(in.take(length)));
    }

    private NodeContent children(int count, int depth) {
        if (count == 0) {
            return NodeContent.EMPTY;
        }
        in.require((long) SHORTEST_NODE * count, "a list of nodes");
        // The list grows as nodes come: nested counts may claim the same bytes many times over.
        List<Node> nodes = new ArrayList<>(Math.min(count, FEW_CHILDREN));
        for (int i = 0; i < count; i++) {
            nodes.add(node(depth));
        }
        return new NodeContent.Children(nodes);
    }

    private int listSize(int tag) {
        return switch (tag) {
            case Tags.LIST_EMPTY -> 0;
            case Tags.LIST_8 -> in.u8();
            case Tags.LIST_16 -> in.u16();
            default -> throw in.failure("tag " + tag + " where a list belongs");
        };
    }
}
