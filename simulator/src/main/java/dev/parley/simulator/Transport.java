package dev.parley.simulator;

/// A WebSocket as the connection uses it. Writes come from one thread at a time.
interface Transport {
    /// Sends one binary message. Blocks until it is written.
    void send(byte[] message);

    /// Ends the WebSocket in the regular way.
    void close();

    /// Cuts the connection. From any thread, at any time.
    void abort();
}
