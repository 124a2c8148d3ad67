package dev.parley.whatsapp.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One element of WhatsApp's binary XML: a tag, attributes in the order they were written, and content.
/// Build one with [#of(String)].
public record Node(String tag, Map<String, AttrValue> attrs, NodeContent content) {
    private static final long LATEST_SECOND = 253_402_300_799L;

    public Node {
        if (tag.isEmpty()) {
            throw new IllegalArgumentException("a node needs a tag");
        }
        attrs = Attrs.copyOf(attrs);
    }

    public static Builder of(String tag) {
        return new Builder(tag);
    }

    /// The attribute as text; an address gives its text form.
    public Optional<String> attr(String name) {
        return Optional.ofNullable(attrs.get(name)).map(AttrValue::toString);
    }

    /// The attribute as text, or an empty string when it is absent.
    public String attrOrEmpty(String name) {
        return attr(name).orElse("");
    }

    public boolean hasAttr(String name, String value) {
        return attr(name).filter(value::equals).isPresent();
    }

    /// The attribute as an address, also when it was written as text.
    public Optional<Jid> jid(String name) {
        return Optional.ofNullable(attrs.get(name)).flatMap(value -> switch (value) {
            case AttrValue.Address(Jid jid) -> Optional.of(jid);
            case AttrValue.Text(String text) -> Jid.parse(text);
        });
    }

    /// The attribute as a decimal number; empty when it is absent or no number.
    public OptionalLong number(String name) {
        Optional<String> text = attr(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /// The attribute as a time in Unix seconds; empty when it is absent, no number, or beyond the year 9999.
    public Optional<Instant> time(String name) {
        OptionalLong seconds = number(name);
        return seconds.isPresent() && seconds.getAsLong() >= 0 && seconds.getAsLong() <= LATEST_SECOND
                ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
                : Optional.empty();
    }

    public List<Node> children() {
        return content instanceof NodeContent.Children(List<Node> nodes) ? nodes : List.of();
    }

    public List<Node> children(String childTag) {
        return children().stream().filter(node -> node.tag.equals(childTag)).toList();
    }

    /// The first child with this tag.
    public Optional<Node> child(String childTag) {
        return children().stream().filter(node -> node.tag.equals(childTag)).findFirst();
    }

    /// The bytes of the content; text content gives its UTF-8 form. Empty for nodes with children or nothing.
    public Optional<Bytes> bytes() {
        return switch (content) {
            case NodeContent.Binary(Bytes bytes) -> Optional.of(bytes);
            case NodeContent.Text(String text) -> Optional.of(Bytes.utf8(text));
            case NodeContent.Empty _, NodeContent.Children _ -> Optional.empty();
        };
    }

    /// The content as text, whichever way it was written.
    public Optional<String> text() {
        return switch (content) {
            case NodeContent.Text(String text) -> Optional.of(text);
            case NodeContent.Binary(Bytes bytes) -> Optional.of(bytes.utf8());
            case NodeContent.Empty _, NodeContent.Children _ -> Optional.empty();
        };
    }

    /// A copy to build on: same tag, attributes and content.
    public Builder toBuilder() {
        Builder builder = new Builder(tag);
        builder.attrs.putAll(attrs);
        builder.content = content;
        return builder;
    }

    /// Readable XML for people: binary content as hex. Holds message data, so never for a log.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder().append('<').append(tag);
        attrs.forEach((name, value) ->
                out.append(' ').append(name).append("='").append(value).append('\''));
        return switch (content) {
            case NodeContent.Empty _ -> out.append("/>").toString();
            case NodeContent.Text(String text) -> close(out.append('>').append(text));
            case NodeContent.Binary(Bytes bytes) -> close(out.append('>').append(bytes.hex()));
            case NodeContent.Children(List<Node> nodes) -> {
                out.append('>');
                nodes.forEach(out::append);
                yield close(out);
            }
        };
    }

    private String close(StringBuilder out) {
        return out.append("</").append(tag).append('>').toString();
    }

    /// Collects a node's parts; one thread at a time.
    public static final class Builder {
        private final String tag;
        private final Map<String, AttrValue> attrs = new LinkedHashMap<>();
        private NodeContent content = NodeContent.EMPTY;

        private Builder(String tag) {
            this.tag = tag;
        }

        public Builder attr(String name, String value) {
            attrs.put(name, new AttrValue.Text(value));
            return this;
        }

        public Builder attr(String name, long value) {
            return attr(name, Long.toString(value));
        }

        public Builder attr(String name, Jid value) {
            attrs.put(name, new AttrValue.Address(value));
            return this;
        }

        public Builder attr(String name, AttrValue value) {
            attrs.put(name, value);
            return this;
        }

        /// Sets the attribute when there is a value.
        public Builder attrIfPresent(String name, Optional<?> value) {
            value.ifPresent(present -> {
                switch (present) {
                    case Jid jid -> attr(name, jid);
                    case AttrValue attrValue -> attr(name, attrValue);
                    default -> attr(name, present.toString());
                }
            });
            return this;
        }

        public Builder content(Bytes bytes) {
            content = new NodeContent.Binary(bytes);
            return this;
        }

        /// Copies `bytes`.
        public Builder content(byte[] bytes) {
            return content(Bytes.copyOf(bytes));
        }

        public Builder content(String text) {
            content = new NodeContent.Text(text);
            return this;
        }

        /// Appends a child; replaces content that was no child.
        public Builder child(Node node) {
            return children(List.of(node));
        }

        public Builder child(Builder node) {
            return child(node.build());
        }

        /// Appends children; replaces content that was no child.
        public Builder children(List<Node> nodes) {
            List<Node> all = new ArrayList<>();
            if (content instanceof NodeContent.Children(List<Node> present)) {
                all.addAll(present);
            }
            all.addAll(nodes);
            content = new NodeContent.Children(all);
            return this;
        }

        public Node build() {
            return new Node(tag, attrs, content);
        }
    }
}
