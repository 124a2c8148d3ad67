package dev.parley.whatsapp.appstate;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdVersion;

/// The fields that patches and snapshots are made of, checked. All refuse what is absent or of another length.
final class WireFields {
    /// Records in one patch or snapshot: more than any account has, and few enough to hold.
    static final int MAX_RECORDS = 100_000;

    private WireFields() {}

    static Mac mac(String name, ByteString bytes) {
        if (bytes.size() != Mac.LENGTH) {
            throw new RefusedException(Refusal.MALFORMED, name + " of " + bytes.size() + " bytes");
        }
        return Mac.wrap(bytes.toByteArray());
    }

    static SyncKeyId keyId(SyncdKeyId keyId) {
        int length = keyId.getId().size();
        if (length == 0 || length > SyncKeyId.MAX_LENGTH) {
            throw new RefusedException(Refusal.MALFORMED, "key id of " + length + " bytes");
        }
        return SyncKeyId.of(keyId.getId().toByteArray());
    }

    static long version(SyncdVersion version) {
        if (version.getVersion() <= 0) {
            throw new RefusedException(Refusal.MALFORMED, "version " + Long.toUnsignedString(version.getVersion()));
        }
        return version.getVersion();
    }

    static void requireCount(int records) {
        if (records > MAX_RECORDS) {
            throw new RefusedException(Refusal.MALFORMED, records + " records");
        }
    }
}
