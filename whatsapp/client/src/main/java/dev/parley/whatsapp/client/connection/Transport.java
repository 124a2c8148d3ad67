package dev.parley.whatsapp.client.connection;

import java.nio.ByteBuffer;
import java.time.Duration;

/// A message-keeping pipe to the server: a WebSocket, or a stand-in for tests.
public interface Transport {
    /// Sends one binary message, after those whose sending began before. Blocks until it is on its way.
    ///
    /// @throws TransportException when it cannot be sent within `timeout`; the transport is useless then
    void send(byte[] message, Duration timeout);

    /// Closes at once; safe to call again. [Listener#closed] follows.
    void close();

    /// Called by one thread at a time.
    interface Listener {
        /// @param data valid during the call only
        void received(ByteBuffer data);

        /// Called once, when nothing more will come.
        ///
        /// @param detail for the log, without user data
        void closed(String detail);
    }
}
