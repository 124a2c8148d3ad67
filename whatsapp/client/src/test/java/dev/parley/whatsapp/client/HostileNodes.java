package dev.parley.whatsapp.client;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Nodes that look like WhatsApp's and are not: known tags, attributes and values in any combination.
public final class HostileNodes {
    private static final List<String> TAGS = List.of(
            "notification",
            "receipt",
            "presence",
            "chatstate",
            "call",
            "iq",
            "usync",
            "list",
            "user",
            "item",
            "set",
            "delete",
            "update",
            "modify",
            "status",
            "picture",
            "verified_name",
            "profile",
            "business_profile",
            "disappearing_mode",
            "privacy",
            "category",
            "blocklist",
            "devices",
            "participants",
            "offer",
            "terminate",
            "accept",
            "reject",
            "composing",
            "paused",
            "error",
            "result",
            "contact",
            "business",
            "business_hours",
            "business_hours_config",
            "remove",
            "video",
            "enc",
            "unknown");
    private static final List<String> ATTRS = List.of(
            "from",
            "to",
            "id",
            "t",
            "type",
            "jid",
            "pn_jid",
            "participant",
            "participant_pn",
            "recipient",
            "hash",
            "old",
            "new",
            "old_lid",
            "new_lid",
            "duration",
            "key",
            "message_id",
            "call-id",
            "call-creator",
            "caller_pn",
            "group-jid",
            "reason",
            "last",
            "media",
            "code",
            "backoff",
            "status",
            "url",
            "name",
            "value",
            "pushname",
            "open_time",
            "close_time",
            "action",
            "context");
    private static final List<String> VALUES = List.of(
            "",
            "read",
            "read-self",
            "played",
            "inactive",
            "sender",
            "picture",
            "contacts",
            "business",
            "account_sync",
            "devices",
            "disappearing_mode",
            "unavailable",
            "audio",
            "deny",
            "timeout",
            "0",
            "-1",
            "1700000000",
            "9223372036854775807",
            "99999999999999999999",
            "s7oK",
            "all",
            "404",
            "https://example.com/a",
            "ht tp:",
            "@",
            "15550002222@s.whatsapp.net",
            "15550001111:3@s.whatsapp.net",
            "100000000000001@lid",
            "123@g.us",
            "status@broadcast",
            "9@hosted",
            "lid",
            "@lid",
            ":7@s.whatsapp.net");

    private HostileNodes() {}

    /// Stanzas of that tag, three levels deep.
    public static Arbitrary<Node> stanzas(String... tags) {
        return node(Arbitraries.of(tags), node(node(leaf())));
    }

    private static Arbitrary<Node> node(Arbitrary<Node> children) {
        return node(Arbitraries.of(TAGS), children);
    }

    private static Arbitrary<Node> node(Arbitrary<String> tags, Arbitrary<Node> children) {
        return Combinators.combine(
                        tags,
                        Arbitraries.maps(Arbitraries.of(ATTRS), values()).ofMaxSize(8),
                        children.list().ofMaxSize(4))
                .as((tag, attrs, nodes) -> {
                    Node.Builder builder = Node.of(tag);
                    attrs.forEach((name, value) -> Jid.parse(value)
                            .filter(_ -> value.length() % 2 == 0)
                            .ifPresentOrElse(jid -> builder.attr(name, jid), () -> builder.attr(name, value)));
                    return nodes.isEmpty()
                            ? builder.build()
                            : builder.children(nodes).build();
                });
    }

    private static Arbitrary<Node> leaf() {
        return Combinators.combine(
                        Arbitraries.of(TAGS),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                .as((tag, bytes) -> Node.of(tag).content(Bytes.wrap(bytes)).build());
    }

    private static Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(VALUES), Arbitraries.strings().ascii().ofMaxLength(20));
    }
}
