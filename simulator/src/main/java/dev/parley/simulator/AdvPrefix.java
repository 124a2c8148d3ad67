package dev.parley.simulator;

import java.io.ByteArrayOutputStream;

/// The two bytes in front of what an ADV signature covers, which keep one kind of signature from passing as
/// another.
enum AdvPrefix {
    ACCOUNT(0),
    DEVICE(1),
    KEY_INDEX_LIST(2);

    private final byte kind;

    AdvPrefix(int kind) {
        this.kind = (byte) kind;
    }

    /// The prefix and the parts, one after the other.
    byte[] before(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(6);
        out.write(kind);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
