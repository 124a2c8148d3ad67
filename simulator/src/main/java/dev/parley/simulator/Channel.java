package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// The way to one connected client: a socket, or a phone in this process. Thread-safe; nothing here blocks.
interface Channel {
    /// Stanzas arrive in the order of the calls; after [#close] they go nowhere.
    void send(Node stanza);

    /// Sends what is queued and `farewell`, then drops the connection.
    void close(Node farewell);

    /// From now on what passes belongs to that device in the log of stanzas.
    void attributeTo(String phone, int device);
}
