package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;

/// What follows when somebody's identity key changes, however it is noticed (messaging.md section 1.10).
public final class IdentityChanges {
    private final EventConsumer consumer;
    private final PrivacyTokens tokens;

    public IdentityChanges(EventConsumer consumer, PrivacyTokens tokens) {
        this.consumer = consumer;
        this.tokens = tokens;
    }

    /// Inside the transaction in which the new identity is accepted or the old one forgotten. Only the
    /// phone's identity is the person's; a companion that is linked anew is nothing to report.
    public void changed(Records records, Jid device) {
        if (device.device() == 0) {
            consumer.store(new StoredEvent.IdentityChanged(records.lids().person(device)));
            tokens.identityChanged(records, device);
        }
    }
}
