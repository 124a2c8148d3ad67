package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Asks for the media servers, once for all who need them at the same time, and remembers the answer as long as it
/// holds. Thread-safe.
final class MediaConnections {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Link link;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MediaConnection latest;

    MediaConnections(Link link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    /// One that holds; may ask WhatsApp.
    ///
    /// @throws WhatsAppException when WhatsApp cannot be asked
    MediaConnection current() {
        lock.lock();
        try {
            if (latest == null || !clock.instant().isBefore(latest.expiresAt())) {
                latest = ask();
            }
            return latest;
        } finally {
            lock.unlock();
        }
    }

    /// Where downloads come from. These need no permission, so the servers of before will do while there is no
    /// connection.
    ///
    /// @throws WhatsAppException when WhatsApp cannot be asked and never was
    List<String> hosts() {
        try {
            return current().hostnames();
        } catch (WhatsAppException e) {
            lock.lock();
            try {
                if (latest == null) {
                    throw e;
                }
                return latest.hostnames();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Forgets an answer that a server did not accept.
    void refused(MediaConnection connection) {
        lock.lock();
        try {
            if (connection.equals(latest)) {
                latest = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private MediaConnection ask() {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "set")
                        .attr("xmlns", "w:m")
                        .child(Node.of("media_conn")),
                TIMEOUT);
        return MediaConnection.of(answer, clock.instant());
    }
}
