package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.List;

/// A result: its children, and what happens right after it was sent.
record IqAnswer(List<Node> children, Runnable afterwards) {
    static final IqAnswer EMPTY = of();

    static IqAnswer of(Node... children) {
        return new IqAnswer(List.of(children), () -> {});
    }

    static IqAnswer of(Node.Builder child) {
        return of(child.build());
    }

    IqAnswer then(Runnable next) {
        return new IqAnswer(children, next);
    }
}
