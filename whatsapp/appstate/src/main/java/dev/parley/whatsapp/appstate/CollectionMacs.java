package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.crypto.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The codes over a whole collection and over a patch. Versions are the ones afterwards, 8 bytes big-endian.
final class CollectionMacs {
    private CollectionMacs() {}

    /// What makers and readers of this version must agree on.
    static Mac snapshot(SyncKey key, CollectionState state) {
        return Mac.wrap(HmacSha256.of(
                key.snapshotMacKey(), state.hash().shared(), bytes(state.version()), name(state.collection())));
    }

    /// That a device of the account made the patch: its snapshot MAC with all value MACs, those of removals included.
    static Mac patch(SyncKey key, Mac snapshotMac, List<Mac> valueMacs, long version, CollectionName collection) {
        ByteBuffer joined = ByteBuffer.allocate(valueMacs.size() * Mac.LENGTH);
        valueMacs.forEach(mac -> joined.put(mac.shared()));
        return Mac.wrap(HmacSha256.of(
                key.patchMacKey(), snapshotMac.shared(), joined.array(), bytes(version), name(collection)));
    }

    private static byte[] bytes(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    private static byte[] name(CollectionName collection) {
        return collection.wireName().getBytes(StandardCharsets.US_ASCII);
    }
}
