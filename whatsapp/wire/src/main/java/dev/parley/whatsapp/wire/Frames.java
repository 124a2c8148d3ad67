package dev.parley.whatsapp.wire;

/// Frames: a payload behind its length in three bytes. The client's first frame stands behind the intro, which the
/// length does not count; after the handshake a payload is one ciphertext. Stateless; any thread.
public final class Frames {
    /// The longest payload, in bytes.
    public static final int MAX_PAYLOAD = (1 << 24) - 1;

    /// "WA", protocol 6, token dictionary version 3: sent once before the client's first frame, and the Noise prologue.
    public static final Bytes INTRO = Bytes.fromHex("57410603");

    /// "ED" and two bytes of version: announces routing info.
    static final Bytes ROUTING = Bytes.fromHex("45440001");

    static final int LENGTH_BYTES = 3;

    private Frames() {}

    /// @throws WireFormatException for more than [#MAX_PAYLOAD] bytes
    public static byte[] frame(byte[] payload) {
        return frame(Bytes.EMPTY, payload);
    }

    /// The client's first frame, intro included.
    ///
    /// @param routingInfo what the server sent as `routing_info` on an earlier connection; empty for none.
    ///     It is no part of the Noise prologue
    /// @throws WireFormatException for more than [#MAX_PAYLOAD] bytes of either
    public static byte[] firstFrame(Bytes routingInfo, byte[] payload) {
        if (routingInfo.isEmpty()) {
            return frame(INTRO, payload);
        }
        byte[] routing = frame(ROUTING, routingInfo.shared());
        ByteSink intro = new ByteSink(routing.length + INTRO.length(), Integer.MAX_VALUE);
        intro.put(routing);
        intro.put(INTRO.shared());
        return frame(Bytes.wrap(intro.finish()), payload);
    }

    private static byte[] frame(Bytes prefix, byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            throw new WireFormatException(0, "a payload of " + payload.length + " bytes, the most is " + MAX_PAYLOAD);
        }
        int length = prefix.length() + LENGTH_BYTES + payload.length;
        ByteSink out = new ByteSink(length, length);
        out.put(prefix.shared());
        out.put24(payload.length);
        out.put(payload);
        return out.finish();
    }
}
