package dev.parley.whatsapp.client.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.message.PeerMessage;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.message.PeerSender.Priority;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.CollectionRecords;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SyncKeyRecords;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.AppStateSyncKey;
import dev.parley.whatsapp.proto.AppStateSyncKeyData;
import dev.parley.whatsapp.proto.AppStateSyncKeyFingerprint;
import dev.parley.whatsapp.proto.AppStateSyncKeyId;
import dev.parley.whatsapp.proto.AppStateSyncKeyRequest;
import dev.parley.whatsapp.proto.AppStateSyncKeyShare;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.StoredSyncKey;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of the app state among the account's own devices (media-history-appstate.md section 5.2): keeps
/// what is shared, asks for what is missing, and answers those who ask.
final class SyncKeyExchange {
    private static final Logger log = LoggerFactory.getLogger(SyncKeyExchange.class);

    /// A key is asked for once in this time.
    private static final Duration ASK_AGAIN = Duration.ofDays(1);
    /// Accounts have a handful; each can only come from an own device.
    private static final int MOST_KEYS = 10_000;
    /// In one request or share.
    private static final int MOST_AT_ONCE = 1000;

    private final Vault vault;
    private final PeerSender sender;
    private final DeviceDirectory devices;
    private final InstantSource clock;

    SyncKeyExchange(Vault vault, PeerSender sender, DeviceDirectory devices, InstantSource clock) {
        this.vault = vault;
        this.sender = sender;
        this.devices = devices;
        this.clock = clock;
    }

    /// @param wake told after the commit when there is something to do
    void register(PeerMessages peers, Runnable wake) {
        peers.fromOwnDevice(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE, (records, message, _, answers) -> {
            if (keep(records, message.content().getAppStateSyncKeyShare())) {
                answers.afterwards(wake);
            }
        });
        peers.fromOwnDevice(ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST, (records, message, account, answers) -> {
            if (owe(records, message, account)) {
                answers.afterwards(wake);
            }
        });
    }

    /// @return whether there is a new key
    private static boolean keep(Records records, AppStateSyncKeyShare share) {
        SyncKeyRecords keys = records.syncKeys();
        int room = MOST_KEYS - keys.count();
        Set<SyncKeyId> kept = new LinkedHashSet<>();
        for (AppStateSyncKey each : share.getKeysList()) {
            Optional<SyncKeyId> id = id(each.getKeyId().getKeyId());
            AppStateSyncKeyData data = each.getKeyData();
            // An entry without data says that its sender does not have the key either.
            if (id.isPresent()
                    && kept.size() < Math.min(room, MOST_AT_ONCE)
                    && data.getKeyData().size() == SyncKey.DATA_LENGTH
                    && isNews(keys.read(id.get()), data)) {
                keys.write(id.get(), toStored(data));
                kept.add(id.get());
            }
        }
        kept.forEach(id -> unpark(records.collections(), id));
        return !kept.isEmpty();
    }

    /// A known key is replaced only by one that says it is newer, as whatsmeow does.
    private static boolean isNews(Optional<StoredSyncKey> known, AppStateSyncKeyData data) {
        return known.isEmpty()
                || (!known.get().getData().equals(data.getKeyData())
                        && data.getTimestamp() > known.get().getTimestamp());
    }

    private static void unpark(CollectionRecords collections, SyncKeyId id) {
        ByteString found = ByteString.copyFrom(id.bytes());
        for (CollectionName collection : CollectionName.values()) {
            StoredSyncProgress progress = collections.progress(collection);
            if (progress.getMissingKeyList().contains(found)) {
                collections.write(
                        collection,
                        progress.toBuilder()
                                .clearMissingKey()
                                .addAllMissingKey(progress.getMissingKeyList().stream()
                                        .filter(missing -> !missing.equals(found))
                                        .toList())
                                .build());
            }
        }
    }

    /// @return whether there is anything to send
    private static boolean owe(Records records, PeerMessage message, Account account) {
        List<SyncKeyId> known = message.content().getAppStateSyncKeyRequest().getKeyIdsList().stream()
                .limit(MOST_AT_ONCE)
                .flatMap(id -> id(id.getKeyId()).stream())
                .filter(id -> records.syncKeys().read(id).isPresent())
                .toList();
        boolean other = !account.isThisDevice(message.sender());
        if (other && !known.isEmpty()) {
            records.syncKeys().oweTo(account.pn().withDevice(message.sender().device()), known);
        }
        return other && !known.isEmpty();
    }

    /// Sends the keys that own devices wait for, to those that the account's signed list names. Blocks.
    ///
    /// @throws WhatsAppException when it cannot be done now
    void settle() {
        Map<Jid, List<SyncKeyId>> owed =
                vault.transact(records -> records.syncKeys().owed());
        if (owed.isEmpty()) {
            return;
        }
        Jid own = account().pn().bare();
        devices.ensureKnown(List.of(own));
        List<Jid> known = vault.transact(records -> DeviceDirectory.known(records, own));
        owed.forEach((device, ids) -> {
            if (device.device() == 0 || known.contains(device)) {
                sender.sendTo(device, share(ids), Priority.HIGH, false);
            } else {
                log.warn("Device {} asked for keys and is none of the account's", device.device());
            }
            vault.update(records -> records.syncKeys().settle(device));
        });
    }

    private ProtocolMessage share(List<SyncKeyId> ids) {
        AppStateSyncKeyShare.Builder share = AppStateSyncKeyShare.newBuilder();
        vault.update(records -> ids.forEach(
                id -> records.syncKeys().read(id).map(key -> toProto(id, key)).ifPresent(share::addKeys)));
        return ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE)
                .setAppStateSyncKeyShare(share)
                .build();
    }

    /// Asks the phone for the keys that collections wait for, each once in 24 hours. Blocks.
    ///
    /// @return what was asked for
    /// @throws WhatsAppException when it cannot be done now
    Set<SyncKeyId> askPhone() {
        Set<SyncKeyId> missing = vault.transact(records -> {
            Set<SyncKeyId> due = missing(records);
            due.removeIf(id -> records.syncKeys()
                    .asked(id)
                    .filter(asked -> asked.isAfter(clock.instant().minus(ASK_AGAIN)))
                    .isPresent());
            return due;
        });
        if (!missing.isEmpty()) {
            sender.send(request(missing), Priority.HIGH, false);
            Instant now = clock.instant();
            vault.update(records -> missing.forEach(id -> records.syncKeys().writeAsked(id, now)));
        }
        return missing;
    }

    /// Asks the account's other companions for those of the keys that are still missing: the phone was silent.
    /// Blocks.
    ///
    /// @throws WhatsAppException when it cannot be done now
    void askCompanions(Set<SyncKeyId> asked) {
        Set<SyncKeyId> missing = vault.transact(SyncKeyExchange::missing);
        missing.retainAll(asked);
        if (missing.isEmpty()) {
            return;
        }
        Account account = account();
        Jid own = account.pn().bare();
        devices.ensureKnown(List.of(own));
        for (Jid device : vault.transact(records -> DeviceDirectory.known(records, own))) {
            if (device.device() != 0 && !account.isThisDevice(device)) {
                sender.sendTo(device, request(missing), Priority.HIGH, false);
            }
        }
    }

    private static Set<SyncKeyId> missing(Records records) {
        Set<SyncKeyId> missing = new LinkedHashSet<>();
        for (CollectionName collection : CollectionName.values()) {
            records.collections()
                    .progress(collection)
                    .getMissingKeyList()
                    .forEach(id -> missing.add(SyncKeyId.of(id.toByteArray())));
        }
        return missing;
    }

    private static ProtocolMessage request(Set<SyncKeyId> ids) {
        List<AppStateSyncKeyId> keyIds = new ArrayList<>();
        ids.forEach(id -> keyIds.add(AppStateSyncKeyId.newBuilder()
                .setKeyId(ByteString.copyFrom(id.bytes()))
                .build()));
        return ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST)
                .setAppStateSyncKeyRequest(AppStateSyncKeyRequest.newBuilder().addAllKeyIds(keyIds))
                .build();
    }

    private Account account() {
        return vault.transact(records -> records.credentials().read())
                .flatMap(Credentials::account)
                .orElseThrow(() -> new WhatsAppException.NotConnected("the device is not linked"));
    }

    private static Optional<SyncKeyId> id(ByteString bytes) {
        try {
            return Optional.of(SyncKeyId.of(bytes.toByteArray()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static StoredSyncKey toStored(AppStateSyncKeyData data) {
        return StoredSyncKey.newBuilder()
                .setData(data.getKeyData())
                .setTimestamp(data.getTimestamp())
                .setFingerprint(data.getFingerprint().toByteString())
                .build();
    }

    private static AppStateSyncKey toProto(SyncKeyId id, StoredSyncKey key) {
        return AppStateSyncKey.newBuilder()
                .setKeyId(AppStateSyncKeyId.newBuilder().setKeyId(ByteString.copyFrom(id.bytes())))
                .setKeyData(AppStateSyncKeyData.newBuilder()
                        .setKeyData(key.getData())
                        .setFingerprint(fingerprint(key))
                        .setTimestamp(key.getTimestamp()))
                .build();
    }

    private static AppStateSyncKeyFingerprint fingerprint(StoredSyncKey key) {
        try {
            return AppStateSyncKeyFingerprint.parseFrom(key.getFingerprint());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored app-state-key is not readable", e);
        }
    }
}
