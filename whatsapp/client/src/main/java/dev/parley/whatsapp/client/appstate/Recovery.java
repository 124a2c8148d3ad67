package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.MissingKeys;
import dev.parley.whatsapp.appstate.Refused;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.message.PeerSender.Priority;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.CollectionRecords;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.SyncDCollectionFatalRecoveryRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.SyncDSnapshotFatalRecoveryResponse;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last way to a collection that can be read neither by its patches nor from the start: the phone is asked
/// for all of it (media-history-appstate.md section 5.10). What would come after that, telling the phone that
/// app state has failed for good, is never done: it would log out every device.
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /// The phone is asked once in this time for one collection.
    private static final Duration ASK_AGAIN = Duration.ofDays(2);
    /// Unzipped, in bytes: 100,000 records of the size of contacts.
    private static final int MOST_BYTES = 64 << 20;

    private final Vault vault;
    private final PeerSender phone;
    private final ChangeKeeper keeper;
    private final InstantSource clock;

    Recovery(Vault vault, PeerSender phone, ChangeKeeper keeper, InstantSource clock) {
        this.vault = vault;
        this.phone = phone;
        this.keeper = keeper;
        this.clock = clock;
    }

    /// Asks the phone, unless it was asked lately. Blocks.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when it cannot be asked now
    void ask(CollectionName collection) {
        Instant now = clock.instant();
        StoredSyncProgress progress =
                vault.transact(records -> records.collections().progress(collection));
        if (Instant.ofEpochSecond(progress.getRecoveryAsked()).isAfter(now.minus(ASK_AGAIN))) {
            return;
        }
        log.warn("The collection {} cannot be read; the phone is asked for its content", collection);
        String request = phone.send(
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
                        .setPeerDataOperationRequestMessage(PeerDataOperationRequestMessage.newBuilder()
                                .setPeerDataOperationRequestType(
                                        PeerDataOperationRequestType.COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY)
                                .setSyncdCollectionFatalRecoveryRequest(SyncDCollectionFatalRecoveryRequest.newBuilder()
                                        .setCollectionName(collection.wireName())
                                        .setTimestamp(now.getEpochSecond())))
                        .build(),
                Priority.HIGH_FORCE,
                false);
        vault.update(records -> records.collections()
                .write(
                        collection,
                        records.collections().progress(collection).toBuilder()
                                .setRecoveryAsked(now.getEpochSecond())
                                .setRecoveryRequest(request)
                                .build()));
    }

    /// @return whether this was an answer to one of our requests
    boolean answered(Records records, PeerDataOperationRequestResponseMessage response, Answers answers) {
        if (response.getPeerDataOperationRequestType()
                        != PeerDataOperationRequestType.COMPANION_SYNCD_SNAPSHOT_FATAL_RECOVERY
                || response.getPeerDataOperationResultCount() == 0) {
            return false;
        }
        Optional<CollectionName> collection = asked(records.collections(), response.getStanzaId());
        collection.ifPresent(name -> take(
                records,
                name,
                response.getPeerDataOperationResult(0).getSyncdSnapshotFatalRecoveryResponse(),
                answers));
        return collection.isPresent();
    }

    private static Optional<CollectionName> asked(CollectionRecords collections, String request) {
        for (CollectionName collection : CollectionName.values()) {
            if (!request.isEmpty()
                    && collections.progress(collection).getRecoveryRequest().equals(request)) {
                return Optional.of(collection);
            }
        }
        return Optional.empty();
    }

    private void take(
            Records records, CollectionName collection, SyncDSnapshotFatalRecoveryResponse response, Answers answers) {
        CollectionRecords collections = records.collections();
        Optional<byte[]> content = response.getIsCompressed()
                ? unzip(response.getCollectionSnapshot().toByteArray())
                : Optional.of(response.getCollectionSnapshot().toByteArray());
        if (content.isEmpty()) {
            log.warn("What the phone sent of {} cannot be unzipped", collection);
            return;
        }
        // Told apart from news while it is being taken over.
        collections.write(
                collection,
                collections.progress(collection).toBuilder().setAfresh(true).build());
        switch (keeper.recover(records, collection, content.get(), answers)) {
            case Applied _ -> {
                keeper.settle(records, collection, answers);
                collections.write(
                        collection,
                        collections.progress(collection).toBuilder()
                                .setComplete(true)
                                .setAsked(collections.progress(collection).getAsked() + 1)
                                .clearAfresh()
                                .clearMissingKey()
                                .clearRecoveryRequest()
                                .build());
            }
            case MissingKeys(var keys) ->
                log.warn("What the phone sent of {} needs {} keys that are not here", collection, keys.size());
            case Refused(var reason, String detail) ->
                log.warn("What the phone sent of {} is refused: {}, {}", collection, reason, detail);
        }
    }

    /// Empty when it is not in gzip's form, or too long.
    private static Optional<byte[]> unzip(byte[] zipped) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            return content.length > MOST_BYTES ? Optional.empty() : Optional.of(content);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
