package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The question about users that WhatsApp calls usync (messaging.md section 2.1).
public final class Usync {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private final Link link;
    private final AtomicLong lastSid = new AtomicLong();

    public Usync(Link link) {
        this.link = link;
    }

    /// Asks `protocols` about `users` and returns the `user` nodes of the answer.
    ///
    /// @param users `user` nodes as the protocols want them
    /// @throws dev.parley.whatsapp.client.WhatsAppException when there is no answer, or an error
    public List<Node> ask(String context, List<Node> protocols, List<Node> users) {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "get")
                        .attr("xmlns", "usync")
                        .child(Node.of("usync")
                                .attr("sid", "parley." + lastSid.incrementAndGet())
                                .attr("mode", "query")
                                .attr("last", "true")
                                .attr("index", 0)
                                .attr("context", context)
                                .child(Node.of("query").children(protocols))
                                .child(Node.of("list").children(users))),
                TIMEOUT);
        return answer.child("usync")
                .flatMap(usync -> usync.child("list"))
                .map(list -> list.children("user"))
                .orElse(List.of());
    }
}
