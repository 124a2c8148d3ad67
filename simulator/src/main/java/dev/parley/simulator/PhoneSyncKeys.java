package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.simulator.appstate.PhoneModel;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.proto.AppStateSyncKey;
import dev.parley.whatsapp.proto.AppStateSyncKeyData;
import dev.parley.whatsapp.proto.AppStateSyncKeyFingerprint;
import dev.parley.whatsapp.proto.AppStateSyncKeyId;
import dev.parley.whatsapp.proto.AppStateSyncKeyShare;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.SyncDSnapshotFatalRecoveryResponse;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Makes a phone's app state keys and shares them with its companions, newest last, which is what Baileys takes
/// for the active one (media-history-appstate.md section 5.2). Not thread-safe: the phone's lock is held around
/// every call.
final class PhoneSyncKeys {
    private final PhoneLine line;
    private final PhoneOutgoing outgoing;
    private final PhoneModel model;
    private final SimulatorConfig config;
    private final List<AppStateSyncKey> keys = new ArrayList<>();
    private boolean sharesWithNew = true;
    private boolean answersRequests = true;
    private int requests;
    private int recoveries;

    PhoneSyncKeys(PhoneLine line, PhoneOutgoing outgoing, PhoneModel model, SimulatorConfig config) {
        this.line = line;
        this.outgoing = outgoing;
        this.model = model;
        this.config = config;
    }

    /// Makes the next key, which encrypts from now on.
    SyncKeyId make() {
        SyncKeyId id = SyncKeyId.of(0, keys.size() + 1L);
        byte[] data = new byte[SyncKey.DATA_LENGTH];
        config.random().nextBytes(data);
        Account.SyncFingerprint fingerprint = line.fingerprint();
        keys.add(AppStateSyncKey.newBuilder()
                .setKeyId(AppStateSyncKeyId.newBuilder().setKeyId(ByteString.copyFrom(id.bytes())))
                .setKeyData(AppStateSyncKeyData.newBuilder()
                        .setKeyData(ByteString.copyFrom(data))
                        .setFingerprint(AppStateSyncKeyFingerprint.newBuilder()
                                .setRawId(fingerprint.rawId())
                                .setCurrentIndex(fingerprint.currentIndex())
                                .addAllDeviceIndexes(fingerprint.deviceIndexes()))
                        .setTimestamp(config.clock().instant().toEpochMilli()))
                .build());
        model.add(SyncKey.of(id, data));
        return id;
    }

    void shareWithNew(boolean share) {
        sharesWithNew = share;
    }

    void answerRequests(boolean answer) {
        answersRequests = answer;
    }

    int requests() {
        return requests;
    }

    int recoveries() {
        return recoveries;
    }

    void linked(Device companion) {
        if (sharesWithNew) {
            share(companion, keys);
        }
    }

    void shareWithAll() {
        line.readyCompanions().forEach(companion -> share(companion, keys));
    }

    /// A request for nothing only asks whether the phone is there. A key that this phone does not have is left
    /// out: Baileys would store an entry without data.
    void asked(Device companion, List<ByteString> ids) {
        if (!ids.isEmpty()) {
            requests++;
        }
        List<AppStateSyncKey> asked = keys.stream()
                .filter(key -> ids.contains(key.getKeyId().getKeyId()))
                .toList();
        if (answersRequests && !asked.isEmpty()) {
            share(companion, asked);
        }
    }

    private void share(Device companion, List<AppStateSyncKey> shared) {
        outgoing.sendToCompanion(
                companion,
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE)
                        .setAppStateSyncKeyShare(
                                AppStateSyncKeyShare.newBuilder().addAllKeys(shared))
                        .build());
    }

    /// Sends the whole content of a collection that a companion cannot read (section 5.10).
    void recover(Device companion, String requestId, PeerDataOperationRequestMessage request) {
        if (request.getPeerDataOperationRequestType()
                != PeerDataOperationRequestType.COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY) {
            return;
        }
        recoveries++;
        CollectionName.of(request.getSyncdCollectionFatalRecoveryRequest().getCollectionName())
                .map(collection -> zipped(model.recovery(collection).toByteArray()))
                .ifPresent(snapshot -> outgoing.sendToCompanion(companion, recovery(requestId, snapshot)));
    }

    private static ProtocolMessage recovery(String requestId, ByteString snapshot) {
        return ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
                .setPeerDataOperationRequestResponseMessage(PeerDataOperationRequestResponseMessage.newBuilder()
                        .setPeerDataOperationRequestType(
                                PeerDataOperationRequestType.COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY)
                        .setStanzaId(requestId)
                        .addPeerDataOperationResult(PeerDataOperationResult.newBuilder()
                                .setSyncdSnapshotFatalRecoveryResponse(SyncDSnapshotFatalRecoveryResponse.newBuilder()
                                        .setCollectionSnapshot(snapshot)
                                        .setIsCompressed(true))))
                .build();
    }

    private static ByteString zipped(byte[] content) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(zipped.toByteArray());
    }
}
