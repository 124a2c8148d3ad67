package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.store.DeviceStore;

/// Makes devices. The real one speaks to WhatsApp; tests have one that follows a script.
public interface Engine {
    /// A device that is not yet connected, with the state found in `store`.
    ///
    /// @param sessionId what it logs carries this
    Device device(String sessionId, DeviceStore store, EventConsumer consumer);
}
