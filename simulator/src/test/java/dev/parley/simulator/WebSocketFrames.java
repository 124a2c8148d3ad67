package dev.parley.simulator;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Just enough of a WebSocket client (RFC 6455) for tests: blocking, one thread, every wait with a deadline.
final class WebSocketFrames implements Closeable {
    private static final int FIN_BINARY = 0x82;
    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    WebSocketFrames(URI uri, Duration deadline) throws IOException {
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(Math.toIntExact(deadline.toMillis()));
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException(status);
        }
        while (!line().isEmpty()) {
            // The headers of the answer do not matter.
        }
    }

    /// Masks with zeros, which leaves the bytes as they are.
    void send(byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(message.length + 14).put((byte) FIN_BINARY);
        if (message.length < TWO_BYTE_LENGTH) {
            frame.put((byte) (MASKED | message.length));
        } else {
            frame.put((byte) (MASKED | EIGHT_BYTE_LENGTH)).putLong(message.length);
        }
        frame.putInt(0).put(message);
        out.write(frame.array(), 0, frame.position());
    }

    /// The next message; empty when the server has closed, in whichever way.
    Optional<byte[]> receive() throws IOException {
        try {
            int opcode = in.readUnsignedByte() & 0x0F;
            byte[] payload = new byte[length(in.readUnsignedByte())];
            in.readFully(payload);
            return opcode == CLOSE ? Optional.empty() : Optional.of(payload);
        } catch (EOFException | SocketException _) {
            return Optional.empty();
        }
    }

    private int length(int first) throws IOException {
        return switch (first) {
            case TWO_BYTE_LENGTH -> in.readUnsignedShort();
            case EIGHT_BYTE_LENGTH -> Math.toIntExact(in.readLong());
            default -> first;
        };
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.readUnsignedByte();
        while (next != '\n') {
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.readUnsignedByte();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
