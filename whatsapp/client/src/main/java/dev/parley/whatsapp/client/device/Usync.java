package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The question about users that WhatsApp calls usync (messaging.md section 2.1): several protocols at once,
/// about several users. Heeds the pause that WhatsApp asks for in an error. Thread-safe.
public final class Usync {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    /// What this engine asks.
    private static final Set<String> PROTOCOLS =
            Set.of("devices", "lid", "contact", "status", "business", "picture", "disappearing_mode");

    private final Link link;
    private final InstantSource clock;
    private final AtomicLong lastSid = new AtomicLong();
    /// By protocol.
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    public Usync(Link link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    /// Asks `protocols` about `users`.
    ///
    /// @param context `interactive`, `message`, `background`: what WhatsApp Web says it asks for
    /// @param users `user` nodes as the protocols want them
    /// @throws WhatsAppException.Unavailable when WhatsApp asked not to be asked about one of the protocols yet
    /// @throws WhatsAppException when there is no answer, or it is an error as a whole
    public UsyncAnswer ask(String context, List<Node> protocols, List<Node> users) {
        protocols.forEach(this::requireNoBackoff);
        UsyncAnswer answer = UsyncAnswer.parse(link.request(
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
                TIMEOUT));
        Instant now = clock.instant();
        answer.failures().forEach((protocol, failure) -> {
            if (PROTOCOLS.contains(protocol)) {
                notBefore.put(protocol, now.plus(failure.backoff()));
            }
        });
        return answer;
    }

    private void requireNoBackoff(Node protocol) {
        Instant until = notBefore.get(protocol.tag());
        if (until != null && clock.instant().isBefore(until)) {
            throw new WhatsAppException.Unavailable(429);
        }
    }
}
