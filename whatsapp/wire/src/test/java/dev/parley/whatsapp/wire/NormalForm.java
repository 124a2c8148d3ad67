package dev.parley.whatsapp.wire;

import java.util.List;

/// What a node is after a journey over the wire, which cannot tell long text from bytes nor no children from no
/// content.
final class NormalForm {
    private NormalForm() {}

    static Node of(Node node) {
        return new Node(node.tag(), node.attrs(), of(node.content()));
    }

    private static NodeContent of(NodeContent content) {
        return switch (content) {
            case NodeContent.Empty empty -> empty;
            case NodeContent.Binary binary -> binary;
            case NodeContent.Text text -> isShort(text.text()) ? text : new NodeContent.Binary(Bytes.utf8(text.text()));
            case NodeContent.Children(List<Node> nodes) ->
                nodes.isEmpty()
                        ? NodeContent.EMPTY
                        : new NodeContent.Children(
                                nodes.stream().map(NormalForm::of).toList());
        };
    }

    private static boolean isShort(String text) {
        return Tokens.code(text) != Tokens.NONE || text.matches("[0-9.-]{1,127}|[0-9A-F]{1,127}");
    }
}
