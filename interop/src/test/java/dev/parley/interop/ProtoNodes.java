package dev.parley.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.List;

/// Protobuf in the form of a stanza, so that it is compared like one: messages are children, so are bytes and whatever
/// repeats, everything else is an attribute.
final class ProtoNodes {
    private ProtoNodes() {}

    static Node of(String name, Message message) {
        Node.Builder node = Node.of(name);
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated()) {
                ((List<?>) value).forEach(one -> add(node, field, one));
            } else {
                add(node, field, value);
            }
        });
        message.getUnknownFields().asMap().keySet().forEach(number -> node.child(Node.of("field-" + number)));
        return node.build();
    }

    private static void add(Node.Builder node, FieldDescriptor field, Object value) {
        String name = field.getJsonName();
        switch (value) {
            case Message message -> node.child(of(name, message).toBuilder());
            case ByteString bytes -> node.child(Node.of(name).content(Bytes.copyOf(bytes.toByteArray())));
            default -> {
                if (field.isRepeated()) {
                    node.child(Node.of(name).content(Bytes.utf8(value.toString())));
                } else {
                    node.attr(name, value.toString());
                }
            }
        }
    }
}
