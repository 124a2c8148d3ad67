package dev.parley.whatsapp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Nodes of every form that the wire can carry.
final class NodeArbitraries {
    private NodeArbitraries() {}

    static Arbitrary<Node> nodes() {
        return nodes(4);
    }

    static Arbitrary<Jid> jids() {
        Arbitrary<String> users = text().filter(user -> !user.isEmpty());
        Arbitrary<Integer> wide = Arbitraries.integers().between(0, 0xFFFF);
        Arbitrary<Integer> narrow = Arbitraries.integers().between(0, 0xFF);
        return Arbitraries.oneOf(
                Combinators.combine(users, narrow, Arbitraries.of("s.whatsapp.net", "lid", "hosted", "hosted.lid"))
                        .as((user, device, server) -> new Jid(user, device, 0, server)),
                Combinators.combine(users, wide).as((user, device) -> new Jid(user, device, 0, "msgr")),
                Combinators.combine(users, wide, wide)
                        .as((user, device, integrator) -> new Jid(user, device, integrator, "interop")),
                Combinators.combine(
                                text(), Arbitraries.of("g.us", "broadcast", "newsletter", "bot", "call", "a.new.one"))
                        .as(Jid::of),
                Arbitraries.just(Jid.SERVER));
    }

    /// Tokens, numbers and ids that pack, and anything else without unpaired surrogates.
    static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.of(IntStream.rangeClosed(0, 4)
                        .mapToObj(Tokens::table)
                        .flatMap(List::stream)
                        .toList()),
                Arbitraries.strings().withChars("0123456789-.").ofMaxLength(130),
                Arbitraries.strings().withChars("0123456789ABCDEF").ofMaxLength(130),
                Arbitraries.strings().ascii().ofMaxLength(300),
                Arbitraries.strings()
                        .withCharRange('\u0000', '\uD7FF')
                        .withCharRange('\uE000', '\uFFFF')
                        .ofMaxLength(20),
                Arbitraries.just("\uD83D\uDE00 \uFFFD"));
    }

    private static Arbitrary<Node> nodes(int depth) {
        Arbitrary<String> names = text().filter(name -> !name.isEmpty());
        Arbitrary<AttrValue> values =
                Arbitraries.oneOf(text().map(AttrValue.Text::new), jids().map(AttrValue.Address::new));
        Arbitrary<Map<String, AttrValue>> attrs =
                Arbitraries.maps(names, values).ofMaxSize(20);
        return Combinators.combine(names, attrs, contents(depth)).as(Node::new);
    }

    private static Arbitrary<NodeContent> contents(int depth) {
        List<Arbitrary<? extends NodeContent>> forms = new ArrayList<>();
        forms.add(Arbitraries.just(NodeContent.EMPTY));
        forms.add(text().map(NodeContent.Text::new));
        forms.add(Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(400)
                .map(bytes -> new NodeContent.Binary(Bytes.copyOf(bytes))));
        if (depth > 1) {
            forms.add(
                    Arbitraries.lazy(() -> nodes(depth - 1)).list().ofMaxSize(5).map(NodeContent.Children::new));
        }
        return Arbitraries.oneOf(forms).map(content -> content);
    }
}
