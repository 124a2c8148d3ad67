package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A seen stanza as the control API shows it. Content is a text, a list of nodes, or `{"hex":"…"}` for bytes.
final class StanzaJson {
    private StanzaJson() {}

    static Map<String, Object> of(SeenStanza stanza) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("direction", stanza.direction().name().toLowerCase(Locale.ROOT));
        json.put("device", stanza.device());
        json.put("time", stanza.time().toString());
        json.put("node", node(stanza.node()));
        return json;
    }

    private static Map<String, Object> node(Node node) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        node.attrs().forEach((name, value) -> attrs.put(name, value.toString()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tag", node.tag());
        json.put("attrs", attrs);
        switch (node.content()) {
            case NodeContent.Empty _ -> {}
            case NodeContent.Text(String text) -> json.put("content", text);
            case NodeContent.Binary(Bytes bytes) -> json.put("content", Map.of("hex", bytes.hex()));
            case NodeContent.Children(List<Node> nodes) ->
                json.put("content", nodes.stream().map(StanzaJson::node).toList());
        }
        return json;
    }
}
