package dev.parley.whatsapp.client.notification;

import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Acts on the notifications that concern keys and devices (messaging.md sections 1.9, 1.10 and 2.4).
public final class KeyNotifications {
    private final IdentityMerger identities;
    private final Runnable topUpPreKeys;

    /// @param topUpPreKeys asks the server how many keys it has and uploads more; may block
    public KeyNotifications(IdentityMerger identities, Runnable topUpPreKeys) {
        this.identities = identities;
        this.topUpPreKeys = topUpPreKeys;
    }

    public void register(NotificationHandler notifications) {
        notifications
                .on("encrypt", this::encrypt)
                .on("devices", (records, notification, _, _) -> devices(records, notification))
                .on("account_sync", (records, notification, account, _) -> accountSync(records, notification, account));
    }

    private void encrypt(Records records, Node notification, Account account, Answers answers) {
        if (notification.child("count").isPresent()) {
            answers.afterwards(topUpPreKeys);
        }
        if (notification.child("identity").isPresent()) {
            notification
                    .jid("from")
                    .filter(Jid::isPerson)
                    .filter(user -> user.device() == 0 && !account.owns(user))
                    .ifPresent(user -> forgetIdentity(records, user));
        }
    }

    /// The person set WhatsApp up anew: sessions with any of their devices lead nowhere.
    private static void forgetIdentity(Records records, Jid user) {
        Set<Integer> devices = new TreeSet<>(Set.of(0));
        DeviceDirectory.known(records, user).forEach(device -> devices.add(device.device()));
        Jid named = records.lids().lidOf(user).orElse(user);
        for (int device : devices) {
            records.signal().closeSession(SignalRecords.address(named.withDevice(device)));
            records.signal().removeIdentity(SignalRecords.address(named.withDevice(device)));
        }
        DeviceDirectory.forget(records, user);
    }

    private void devices(Records records, Node notification) {
        Optional<Jid> from = notification.jid("from").filter(Jid::isPerson);
        identities.learn(records, from, notification.jid("lid"));
        from.ifPresent(user -> DeviceDirectory.forget(records, user));
    }

    private static void accountSync(Records records, Node notification, Account account) {
        if (notification.child("devices").isPresent()) {
            DeviceDirectory.forget(records, account.pn());
        }
    }
}
