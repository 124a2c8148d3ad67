package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;

/// Whoever a client works for. Called by one thread at a time.
public interface EventConsumer {
    /// Keeps what must not be lost, inside the store's transaction and on its thread: short, and without calling
    /// the client. A thrown exception rolls the transaction back; WhatsApp then delivers again.
    void store(StoredEvent event);

    /// Learns how things are, outside any transaction. May take its time, and may call the client from another
    /// thread.
    void state(StateEvent event);

    /// Whether this message is already stored, so that a redelivery is only acknowledged and not decrypted again.
    /// Called inside the transaction. Answering `false` is always safe.
    default boolean knows(MessageKey key) {
        return false;
    }
}
