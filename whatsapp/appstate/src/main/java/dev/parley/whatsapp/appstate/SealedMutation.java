package dev.parley.whatsapp.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.HmacSha512;
import dev.parley.whatsapp.proto.SyncActionData;
import dev.parley.whatsapp.proto.SyncdIndex;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.proto.SyncdRecord;
import dev.parley.whatsapp.proto.SyncdValue;
import java.util.Arrays;

/// A mutation as the server stores it.
///
/// @param valueMac the last part of the record's value
record SealedMutation(Operation operation, Mac indexMac, ByteString ivAndCiphertext, Mac valueMac, SyncKeyId keyId) {
    static final int IV_LENGTH = 16;

    private static final int BLOCK_LENGTH = 16;

    /// @throws RefusedException if it is not of the agreed form; nothing in it is authentic yet
    static SealedMutation parse(SyncdMutation mutation) {
        return parse(mutation.getOperation(), mutation.getRecord());
    }

    /// @throws RefusedException as above
    static SealedMutation parse(Operation operation, SyncdRecord stored) {
        ByteString value = stored.getValue().getBlob();
        int ciphertextLength = value.size() - IV_LENGTH - Mac.LENGTH;
        if (ciphertextLength < BLOCK_LENGTH || ciphertextLength % BLOCK_LENGTH != 0) {
            throw new RefusedException(Refusal.MALFORMED, "value of " + value.size() + " bytes");
        }
        return new SealedMutation(
                operation,
                WireFields.mac("index MAC", stored.getIndex().getBlob()),
                value.substring(0, value.size() - Mac.LENGTH),
                WireFields.mac("value MAC", value.substring(value.size() - Mac.LENGTH)),
                WireFields.keyId(stored.getKeyId()));
    }

    static SealedMutation seal(SyncAction action, SyncKey key, byte[] iv) {
        byte[] index = action.index().shared();
        byte[] plaintext = SyncActionData.newBuilder()
                .setIndex(UnsafeByteOperations.unsafeWrap(index))
                .setValue(action.value())
                // All others write the empty field too.
                .setPadding(ByteString.EMPTY)
                .setVersion(action.version())
                .build()
                .toByteArray();
        byte[] ciphertext = AesCbc.encrypt(key.valueEncryptionKey(), iv, plaintext);
        ByteString ivAndCiphertext =
                UnsafeByteOperations.unsafeWrap(iv).concat(UnsafeByteOperations.unsafeWrap(ciphertext));
        return new SealedMutation(
                action.operation(),
                indexMac(key, index),
                ivAndCiphertext,
                valueMac(action.operation(), key, ivAndCiphertext),
                key.id());
    }

    /// Checks both MACs.
    ///
    /// @throws RefusedException if one is wrong, or the content makes no sense
    Mutation open(SyncKey key) {
        if (!valueMac(operation, key, ivAndCiphertext).equals(valueMac)) {
            throw new RefusedException(Refusal.VALUE_MAC, "value of " + ivAndCiphertext.size() + " bytes");
        }
        SyncActionData data = decrypt(key);
        byte[] index = data.getIndex().toByteArray();
        if (!indexMac(key, index).equals(indexMac)) {
            throw new RefusedException(Refusal.INDEX_MAC, "index of " + index.length + " bytes");
        }
        SyncAction action = new SyncAction(operation, ActionIndex.read(index), data.getValue(), data.getVersion());
        return new Mutation(action, indexMac, valueMac);
    }

    private SyncActionData decrypt(SyncKey key) {
        byte[] iv = ivAndCiphertext.substring(0, IV_LENGTH).toByteArray();
        byte[] ciphertext = ivAndCiphertext.substring(IV_LENGTH).toByteArray();
        try {
            SyncActionData data = SyncActionData.parseFrom(AesCbc.decrypt(key.valueEncryptionKey(), iv, ciphertext));
            if (data.getIndex().size() > ActionIndex.MAX_LENGTH) {
                throw new RefusedException(
                        Refusal.MALFORMED, "index of " + data.getIndex().size() + " bytes");
            }
            return data;
        } catch (CryptoException | InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "content of " + ciphertext.length + " bytes");
        }
    }

    static Mac indexMac(SyncKey key, byte[] index) {
        return Mac.wrap(HmacSha256.of(key.indexKey(), index));
    }

    private static Mac valueMac(Operation operation, SyncKey key, ByteString ivAndCiphertext) {
        byte[] operationByte = {(byte) (operation.getNumber() + 1)};
        byte[] keyId = key.id().shared();
        byte[] associatedLength = new byte[Long.BYTES];
        associatedLength[Long.BYTES - 1] = (byte) (operationByte.length + keyId.length);
        byte[] code =
                HmacSha512.of(key.valueMacKey(), operationByte, keyId, ivAndCiphertext.toByteArray(), associatedLength);
        return Mac.wrap(Arrays.copyOf(code, Mac.LENGTH));
    }

    SyncdMutation toProto() {
        ByteString value = ivAndCiphertext.concat(UnsafeByteOperations.unsafeWrap(valueMac.shared()));
        return SyncdMutation.newBuilder()
                .setOperation(operation)
                .setRecord(SyncdRecord.newBuilder()
                        .setIndex(SyncdIndex.newBuilder().setBlob(UnsafeByteOperations.unsafeWrap(indexMac.shared())))
                        .setValue(SyncdValue.newBuilder().setBlob(value))
                        .setKeyId(SyncdKeyId.newBuilder().setId(UnsafeByteOperations.unsafeWrap(keyId.shared()))))
                .build();
    }
}
