package dev.parley.whatsapp.wire;

import java.nio.ByteBuffer;

/// The server's side of the client's first bytes: an optional routing block, then the intro, in chunks of any size.
/// One thread at a time.
public final class IntroReader {
    /// Far more than what was seen, which is 6 bytes.
    public static final int MAX_ROUTING_INFO = 0xFFFF;

    private static final int ROUTING_LENGTH_END = Frames.ROUTING.length() + Frames.LENGTH_BYTES;

    private int position;
    private int introStart;
    private int routingLength;
    private ByteSink routingInfo = new ByteSink(0, 0);

    /// Takes from `chunk` what belongs to the intro and leaves the rest, which is frames.
    ///
    /// @return whether the intro is complete
    /// @throws WireFormatException for a byte that can neither begin nor continue an intro: close the connection
    public boolean read(ByteBuffer chunk) {
        while (!isComplete() && chunk.hasRemaining()) {
            accept(chunk.get());
            position++;
        }
        return isComplete();
    }

    /// What stood in the routing block, empty without one. Complete when the intro is.
    public Bytes routingInfo() {
        return Bytes.copyOf(routingInfo.finish());
    }

    private boolean isComplete() {
        return position == introStart + Frames.INTRO.length();
    }

    private void accept(byte value) {
        if (position == 0 && value == Frames.ROUTING.shared()[0]) {
            introStart = ROUTING_LENGTH_END;
        }
        if (position >= introStart) {
            expect(Frames.INTRO.shared()[position - introStart], value);
        } else if (position < Frames.ROUTING.length()) {
            expect(Frames.ROUTING.shared()[position], value);
        } else if (position < ROUTING_LENGTH_END) {
            acceptLength(value);
        } else {
            routingInfo.put(value);
        }
    }

    private void acceptLength(byte value) {
        routingLength = (routingLength << 8) | (value & 0xFF);
        if (routingLength > MAX_ROUTING_INFO) {
            throw new WireFormatException(
                    position, "routing info of " + routingLength + " bytes, the most is " + MAX_ROUTING_INFO);
        }
        if (position == ROUTING_LENGTH_END - 1) {
            introStart = ROUTING_LENGTH_END + routingLength;
            routingInfo = new ByteSink(0, routingLength);
        }
    }

    private void expect(byte expected, byte value) {
        if (value != expected) {
            throw new WireFormatException(position, "byte " + (value & 0xFF) + " in an intro");
        }
    }
}
