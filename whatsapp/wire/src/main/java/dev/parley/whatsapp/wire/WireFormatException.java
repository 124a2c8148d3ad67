package dev.parley.whatsapp.wire;

/// Bytes that are no frame or node, or a node that has no form on the wire.
/// The message holds lengths, tags and offsets, never content.
public final class WireFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String reason;

    /// @param offset bytes read before the fault was seen, or, when encoding, bytes written before it
    public WireFormatException(int offset, String reason) {
        super(reason + " (at byte " + offset + ")");
        this.offset = offset;
        this.reason = reason;
    }

    WireFormatException(int offset, String reason, Throwable cause) {
        this(offset, reason);
        initCause(cause);
    }

    /// Where it went wrong, in bytes. In a compressed plaintext this counts the inflated bytes.
    public int offset() {
        return offset;
    }

    public String reason() {
        return reason;
    }
}
