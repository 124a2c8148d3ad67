package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.StoredDeviceList;
import dev.parley.whatsapp.wire.Jid;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes one person of a LID and a phone number: mapping, Signal sessions, and the consumer's chats, in one
/// transaction.
public final class IdentityMerger {
    private final EventConsumer consumer;

    public IdentityMerger(EventConsumer consumer) {
        this.consumer = consumer;
    }

    /// Does nothing when the mapping is known.
    public void learn(Records records, Jid lid, Jid pn) {
        if (!records.lids().learn(lid, pn)) {
            return;
        }
        for (int device : devices(records, lid, pn)) {
            records.signal().moveToLid(pn.withDevice(device), lid.withDevice(device));
        }
        records.privacyTokens().moveToLid(pn, lid);
        consumer.store(new StoredEvent.LidMapped(lid.bare(), pn.bare()));
    }

    /// As [#learn(Records, Jid, Jid)] for two addresses of which either may be the LID.
    public void learn(Records records, Optional<Jid> one, Optional<Jid> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return;
        }
        if (one.get().isLid() && other.get().isPn()) {
            learn(records, one.get(), other.get());
        } else if (one.get().isPn() && other.get().isLid()) {
            learn(records, other.get(), one.get());
        }
    }

    private static Set<Integer> devices(Records records, Jid lid, Jid pn) {
        Set<Integer> devices = new TreeSet<>(List.of(0, lid.device(), pn.device()));
        records.deviceLists().read(pn).map(StoredDeviceList::getDeviceList).ifPresent(devices::addAll);
        return devices;
    }
}
