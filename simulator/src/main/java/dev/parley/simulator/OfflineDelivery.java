package dev.parley.simulator;

/// How a device that comes back gets what was queued for it. The sources disagree on what WhatsApp does.
public enum OfflineDelivery {
    /// Everything at once; a request for a batch is tolerated.
    PUSH,
    /// A primer of five stanzas, then as many as each `offline_batch` asks for.
    PULL
}
