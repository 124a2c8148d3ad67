package dev.parley.whatsapp.signal;

import static dev.parley.whatsapp.signal.StoredKeys.bytes;
import static dev.parley.whatsapp.signal.StoredKeys.chainKey;
import static dev.parley.whatsapp.signal.StoredKeys.privateKey;
import static dev.parley.whatsapp.signal.StoredKeys.publicKey;
import static dev.parley.whatsapp.signal.StoredKeys.secret;
import static dev.parley.whatsapp.signal.StoredKeys.skippedKeys;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.proto.StoredPendingPreKey;
import dev.parley.whatsapp.proto.StoredReceiverChain;
import dev.parley.whatsapp.proto.StoredSenderChain;
import dev.parley.whatsapp.proto.StoredSessionRecord;
import dev.parley.whatsapp.proto.StoredSessionState;
import java.util.Optional;
import java.util.OptionalInt;

/// Session records to and from their stored form, `StoredSessionRecord` in `signal.proto`.
final class SessionRecordCodec {
    private SessionRecordCodec() {}

    static byte[] serialize(SessionRecord record) {
        StoredSessionRecord.Builder stored = StoredSessionRecord.newBuilder();
        record.current().ifPresent(state -> stored.setCurrent(stored(state)));
        record.archived().forEach(state -> stored.addArchived(stored(state)));
        return stored.build().toByteArray();
    }

    static SessionRecord parse(byte[] bytes) {
        try {
            StoredSessionRecord stored = StoredSessionRecord.parseFrom(bytes);
            return new SessionRecord(
                    stored.hasCurrent() ? Optional.of(state(stored.getCurrent())) : Optional.empty(),
                    stored.getArchivedList().stream()
                            .map(SessionRecordCodec::state)
                            .toList());
        } catch (InvalidProtocolBufferException | InvalidKeyException | IllegalArgumentException e) {
            throw new CorruptSessionException("session record of " + bytes.length + " bytes: " + e.getMessage());
        }
    }

    private static StoredSessionState stored(SessionState state) {
        StoredSessionState.Builder stored = StoredSessionState.newBuilder()
                .setRemoteIdentity(bytes(state.remoteIdentity()))
                .setRemoteRegistrationId(state.remoteRegistrationId())
                .setAliceBaseKey(bytes(state.aliceBaseKey()))
                .setRootKey(bytes(state.rootKey().key()))
                .setSenderChain(stored(state.sender()))
                .setPreviousCounter((int) state.previousCounter());
        state.receivers().forEach(chain -> stored.addReceiverChains(stored(chain)));
        state.pendingPreKey().ifPresent(pending -> stored.setPendingPreKey(stored(pending)));
        return stored.build();
    }

    private static SessionState state(StoredSessionState stored) {
        return new SessionState(
                publicKey(stored.getRemoteIdentity()),
                stored.getRemoteRegistrationId(),
                publicKey(stored.getAliceBaseKey()),
                new RootKey(secret(stored.getRootKey())),
                senderChain(stored.getSenderChain()),
                Integer.toUnsignedLong(stored.getPreviousCounter()),
                stored.getReceiverChainsList().stream()
                        .map(SessionRecordCodec::receiverChain)
                        .toList(),
                stored.hasPendingPreKey() ? Optional.of(pending(stored.getPendingPreKey())) : Optional.empty());
    }

    private static StoredSenderChain stored(SenderChain chain) {
        return StoredSenderChain.newBuilder()
                .setRatchetKey(bytes(chain.ratchetKey().publicKey()))
                .setRatchetPrivateKey(bytes(chain.ratchetKey().privateKey()))
                .setIndex((int) chain.chainKey().index())
                .setChainKey(bytes(chain.chainKey().key()))
                .build();
    }

    private static SenderChain senderChain(StoredSenderChain stored) {
        return new SenderChain(
                new KeyPair(privateKey(stored.getRatchetPrivateKey()), publicKey(stored.getRatchetKey())),
                chainKey(stored.getIndex(), stored.getChainKey()));
    }

    private static StoredReceiverChain stored(ReceiverChain chain) {
        SeedChain seeds = chain.seeds();
        StoredReceiverChain.Builder stored = StoredReceiverChain.newBuilder()
                .setRatchetKey(bytes(chain.ratchetKey()))
                .setIndex((int) seeds.next().index())
                .setChainKey(bytes(seeds.next().key()));
        if (seeds.skipped().size() > 0) {
            stored.setSkippedKeys(bytes(seeds.skipped()));
        }
        return stored.build();
    }

    private static ReceiverChain receiverChain(StoredReceiverChain stored) {
        return new ReceiverChain(
                publicKey(stored.getRatchetKey()),
                new SeedChain(chainKey(stored.getIndex(), stored.getChainKey()), skippedKeys(stored.getSkippedKeys())));
    }

    private static StoredPendingPreKey stored(PendingPreKey pending) {
        StoredPendingPreKey.Builder stored =
                StoredPendingPreKey.newBuilder().setSignedPreKeyId(pending.signedPreKeyId());
        pending.preKeyId().ifPresent(stored::setPreKeyId);
        return stored.build();
    }

    private static PendingPreKey pending(StoredPendingPreKey stored) {
        return new PendingPreKey(
                stored.hasPreKeyId() ? OptionalInt.of(stored.getPreKeyId()) : OptionalInt.empty(),
                stored.getSignedPreKeyId());
    }
}
