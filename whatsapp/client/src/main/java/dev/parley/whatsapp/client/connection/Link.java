package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The device's connection of the moment, for all who send. Thread-safe.
public final class Link {
    private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();

    public void attach(Connection connection) {
        current.set(connection);
    }

    /// Forgets `connection` if it is still the one in use.
    public void detach(Connection connection) {
        current.compareAndSet(connection, null);
    }

    public boolean isConnected() {
        return current.get() != null;
    }

    /// @throws WhatsAppException.NotConnected when there is none
    public Connection connection() {
        Connection connection = current.get();
        if (connection == null) {
            throw new WhatsAppException.NotConnected("not connected to WhatsApp");
        }
        return connection;
    }

    /// See [Connection#request].
    public Node request(Node.Builder iq, Duration timeout) {
        return connection().request(iq, timeout);
    }
}
