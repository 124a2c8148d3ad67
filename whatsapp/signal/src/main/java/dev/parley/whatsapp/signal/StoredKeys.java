package dev.parley.whatsapp.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;

/// Keys to and from the raw bytes that stored records hold. Reading fails with [InvalidKeyException],
/// [CorruptSessionException] or [IllegalArgumentException], which the record's codec joins into one.
final class StoredKeys {
    private StoredKeys() {}

    static ByteString bytes(PublicKey key) {
        return UnsafeByteOperations.unsafeWrap(key.bytes());
    }

    static PublicKey publicKey(ByteString raw) {
        return PublicKey.of(raw.toByteArray());
    }

    static ByteString bytes(PrivateKey key) {
        return UnsafeByteOperations.unsafeWrap(key.bytes());
    }

    static PrivateKey privateKey(ByteString raw) {
        return PrivateKey.of(raw.toByteArray());
    }

    static ByteString bytes(SecretBytes secret) {
        return UnsafeByteOperations.unsafeWrap(secret.shared());
    }

    static SecretBytes secret(ByteString bytes) {
        return SecretBytes.wrap(bytes.toByteArray());
    }

    static ChainKey chainKey(int index, ByteString key) {
        return new ChainKey(Integer.toUnsignedLong(index), secret(key));
    }

    static ByteString bytes(SkippedKeys keys) {
        return UnsafeByteOperations.unsafeWrap(keys.shared());
    }

    static SkippedKeys skippedKeys(ByteString packed) {
        return SkippedKeys.wrap(packed.toByteArray());
    }
}
