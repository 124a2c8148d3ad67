package dev.parley.whatsapp.client.notification;

import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityChanges;
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
    private final IdentityChanges identityChanges;
    private final Runnable topUpPreKeys;
    private final Runnable checkKeys;

    /// @param topUpPreKeys asks the server how many keys it has and uploads more; may block
    /// @param checkKeys compares the keys at the server with ours; may block
    public KeyNotifications(
            IdentityMerger identities, IdentityChanges identityChanges, Runnable topUpPreKeys, Runnable checkKeys) {
        this.identities = identities;
        this.identityChanges = identityChanges;
        this.checkKeys = checkKeys;
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
        if (notification.child("digest").isPresent()) {
            answers.afterwards(checkKeys);
        }
        if (notification.child("identity").isPresent()) {
            identities.learn(records, notification.jid("from").filter(Jid::isPerson), notification.jid("lid"));
            notification
                    .jid("from")
                    .filter(Jid::isPerson)
                    .filter(user -> user.device() == 0 && !account.owns(user))
                    .ifPresent(user -> forgetIdentity(records, user));
        }
    }

    /// The person set WhatsApp up anew: sessions with any of their devices lead nowhere.
    private void forgetIdentity(Records records, Jid user) {
        Set<Integer> devices = new TreeSet<>(Set.of(0));
        DeviceDirectory.known(records, user).forEach(device -> devices.add(device.device()));
        Jid named = user.isPn() ? records.lids().lidOf(user).orElse(user) : user;
        boolean known = records.signal().identity(SignalRecords.address(named)).isPresent();
        for (int device : devices) {
            records.signal().closeSession(SignalRecords.address(named.withDevice(device)));
            records.signal().removeIdentity(SignalRecords.address(named.withDevice(device)));
        }
        DeviceDirectory.forget(records, user);
        if (known) {
            identityChanges.changed(records, named);
        }
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
