package dev.parley.interop;

import dev.parley.whatsapp.wire.AttrValue;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeContent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a client sent, as one line for each thing that can be the same or differ: a stanza, an attribute, a child,
/// how many of them. What differs between any two runs (ids, times, keys, ciphertexts) is replaced by its kind.
final class StanzaLines {
    private static final Set<String> IDS = Set.of("id", "sid", "index", "stanzaId", "username", "sessionId");
    private static final Set<String> TIMES =
            Set.of("t", "ts", "timestamp", "refresh_id", "mediaKeyTimestamp", "senderTimestampMs", "timestampMs");
    private static final Set<String> ADDRESSES = Set.of("url", "directPath");
    /// Contents whose length says nothing.
    private static final Set<String> ANY_LENGTH = Set.of("enc", "device-identity", "unified_session", "patch");

    private final StanzaCast cast;
    private final SortedSet<String> lines = new TreeSet<>();

    private StanzaLines(StanzaCast cast) {
        this.cast = cast;
    }

    static SortedSet<String> of(List<Node> stanzas, StanzaCast cast) {
        StanzaLines lines = new StanzaLines(cast);
        Map<String, List<Node>> kinds =
                stanzas.stream().collect(Collectors.groupingBy(StanzaLines::kind, TreeMap::new, Collectors.toList()));
        kinds.forEach((kind, alike) -> {
            lines.count(kind, alike.size());
            alike.forEach(stanza -> lines.add(kind, stanza));
        });
        return lines.lines;
    }

    /// The lines that the others lack. Of a stanza or an element that they lack altogether only the first
    /// line counts.
    static Stream<String> notIn(SortedSet<String> others, SortedSet<String> lines) {
        Set<String> paths = others.stream().map(StanzaLines::path).collect(Collectors.toSet());
        List<String> missing =
                lines.stream().filter(line -> !others.contains(line)).toList();
        return missing.stream()
                .filter(line -> missing.stream()
                        .map(StanzaLines::path)
                        .filter(path -> !paths.contains(path))
                        .noneMatch(path -> isInside(line, path)));
    }

    /// The stanza or element that the line is about.
    private static String path(String line) {
        return line.replaceFirst("( @| = | × ).*", "");
    }

    private static boolean isInside(String line, String path) {
        return line.startsWith(path + "/") || line.startsWith(path + " @") || line.startsWith(path + " = ");
    }

    /// What people would call the stanza.
    private static String kind(Node stanza) {
        String inside = stanza.children().stream().findFirst().map(Node::tag).orElse("");
        return switch (stanza.tag()) {
            case "iq" ->
                words("iq", stanza.attrOrEmpty("type"), stanza.attr("xmlns").orElse(inside), iqDetail(stanza));
            case "ack" -> words("ack", stanza.attrOrEmpty("class"), stanza.attrOrEmpty("type"));
            case "ib", "chatstate" -> words(stanza.tag(), inside);
            default -> words(stanza.tag(), stanza.attrOrEmpty("type"));
        };
    }

    /// One namespace asks for several things.
    private static String iqDetail(Node stanza) {
        return stanza.hasAttr("type", "result")
                ? ""
                : stanza.children().stream().findFirst().map(Node::tag).orElse("");
    }

    private static String words(String... words) {
        return List.of(words).stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }

    private void count(String path, int count) {
        lines.add(count == 1 ? path : path + " × " + count);
    }

    private void add(String path, Node node) {
        node.attrs().forEach((name, value) -> lines.add(path + " @" + name + " = " + attribute(name, value)));
        switch (node.content()) {
            case NodeContent.Empty _ -> {}
            case NodeContent.Text(String text) -> lines.add(path + " = " + bytes(node.tag(), Bytes.utf8(text)));
            case NodeContent.Binary(Bytes bytes) -> lines.add(path + " = " + bytes(node.tag(), bytes));
            case NodeContent.Children(List<Node> children) -> children(path, children);
        }
    }

    private void children(String path, List<Node> children) {
        Map<String, Long> counts =
                children.stream().collect(Collectors.groupingBy(Node::tag, TreeMap::new, Collectors.counting()));
        counts.forEach((tag, count) -> count(path + "/" + tag, count.intValue()));
        children.forEach(child -> add(path + "/" + child.tag(), child));
    }

    private String attribute(String name, AttrValue value) {
        if (IDS.contains(name)) {
            return "<id>";
        }
        if (TIMES.contains(name)) {
            return "<time>";
        }
        if (ADDRESSES.contains(name)) {
            return "<address>";
        }
        if (name.equals("phash")) {
            return "<phash>";
        }
        Optional<Jid> jid = value instanceof AttrValue.Address(Jid address)
                ? Optional.of(address)
                : Optional.of(value.toString())
                        .filter(text -> text.contains("@"))
                        .flatMap(Jid::parse);
        return jid.map(cast::name).orElseGet(value::toString);
    }

    private static String bytes(String tag, Bytes bytes) {
        if (ANY_LENGTH.contains(tag)) {
            return "<bytes>";
        }
        return bytes.length() == 1 ? "0x" + bytes.hex() : "<" + bytes.length() + " bytes>";
    }
}
