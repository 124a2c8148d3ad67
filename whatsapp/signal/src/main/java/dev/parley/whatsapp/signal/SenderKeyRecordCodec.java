package dev.parley.whatsapp.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.proto.StoredSenderKeyRecord;
import dev.parley.whatsapp.proto.StoredSenderKeyState;
import java.util.Optional;

/// Sender key records to and from their stored form, `StoredSenderKeyRecord` in `signal.proto`.
final class SenderKeyRecordCodec {
    private SenderKeyRecordCodec() {}

    static byte[] serialize(SenderKeyRecord record) {
        StoredSenderKeyRecord.Builder stored = StoredSenderKeyRecord.newBuilder();
        record.states().forEach(state -> stored.addStates(stored(state)));
        return stored.build().toByteArray();
    }

    static SenderKeyRecord parse(byte[] bytes) {
        try {
            return new SenderKeyRecord(StoredSenderKeyRecord.parseFrom(bytes).getStatesList().stream()
                    .map(SenderKeyRecordCodec::state)
                    .toList());
        } catch (InvalidProtocolBufferException | InvalidKeyException | IllegalArgumentException e) {
            throw new CorruptSessionException("sender key record of " + bytes.length + " bytes: " + e.getMessage());
        }
    }

    private static StoredSenderKeyState stored(SenderKeyState state) {
        SeedChain seeds = state.seeds();
        StoredSenderKeyState.Builder stored = StoredSenderKeyState.newBuilder()
                .setId(state.id())
                .setSigningKey(StoredKeys.bytes(state.signingKey()))
                .setIndex((int) seeds.next().index())
                .setChainKey(StoredKeys.bytes(seeds.next().key()));
        state.signingPrivateKey().ifPresent(key -> stored.setSigningPrivateKey(StoredKeys.bytes(key)));
        if (seeds.skipped().size() > 0) {
            stored.setSkippedKeys(StoredKeys.bytes(seeds.skipped()));
        }
        return stored.build();
    }

    private static SenderKeyState state(StoredSenderKeyState stored) {
        return new SenderKeyState(
                stored.getId(),
                StoredKeys.publicKey(stored.getSigningKey()),
                stored.hasSigningPrivateKey()
                        ? Optional.of(StoredKeys.privateKey(stored.getSigningPrivateKey()))
                        : Optional.empty(),
                new SeedChain(
                        StoredKeys.chainKey(stored.getIndex(), stored.getChainKey()),
                        StoredKeys.skippedKeys(stored.getSkippedKeys())));
    }
}
