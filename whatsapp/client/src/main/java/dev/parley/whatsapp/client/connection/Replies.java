package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Node;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Who waits for which answer on one connection, by stanza id. Thread-safe.
public final class Replies {
    private final Map<String, CompletableFuture<Node>> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Registers interest; do so before the question is written. Ends with the answer, or with
    /// [WhatsAppException.NotConnected] when the connection ends first.
    public CompletableFuture<Node> expect(String id) {
        CompletableFuture<Node> reply = new CompletableFuture<>();
        waiting.put(id, reply);
        var _ = reply.whenComplete((_, _) -> waiting.remove(id, reply));
        if (closed) {
            failAll();
        }
        return reply;
    }

    /// Hands an answer to whoever waits for its id; false when nobody does.
    boolean complete(Node answer) {
        CompletableFuture<Node> reply = waiting.remove(answer.attrOrEmpty("id"));
        return reply != null && reply.complete(answer);
    }

    void close() {
        closed = true;
        failAll();
    }

    private void failAll() {
        waiting.values()
                .forEach(reply -> reply.completeExceptionally(
                        new WhatsAppException.NotConnected("the connection ended before WhatsApp answered")));
    }
}
