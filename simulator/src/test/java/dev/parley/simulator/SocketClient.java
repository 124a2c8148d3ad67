package dev.parley.simulator;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.noise.CertificateVerifier;
import dev.parley.whatsapp.noise.CipherState;
import dev.parley.whatsapp.noise.ClientHandshake;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.FrameReader;
import dev.parley.whatsapp.wire.Frames;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/// A small WhatsApp client over a real socket: handshake with the certificates checked, then stanzas. It reads on the
/// thread that asks for the next stanza, and waits ten seconds at most.
final class SocketClient implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    private final FrameReader incoming = new FrameReader();
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private final WebSocketFrames socket;
    private final CipherState writer;
    private final CipherState reader;

    /// @param payload an encoded ClientPayload
    SocketClient(Simulator simulator, Companion companion, byte[] payload) {
        this(simulator, companion, payload, Bytes.EMPTY);
    }

    SocketClient(Simulator simulator, Companion companion, byte[] payload, Bytes routingInfo) {
        try {
            socket = new WebSocketFrames(simulator.webSocketUrl(), SOON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ClientHandshake handshake = ClientHandshake.start(companion.noise(), KeyPair.generate(new SecureRandom()));
        sendRaw(Frames.firstFrame(routingInfo, handshake.clientHello()));
        CertificateVerifier verifier =
                new CertificateVerifier(PublicKey.of(simulator.rootKey()), Clock.systemUTC(), Duration.ZERO);
        ClientHandshake.Finished finished = handshake.finish(nextFrame(), payload, verifier);
        sendRaw(Frames.frame(finished.clientFinish().toByteArray()));
        writer = finished.writer();
        reader = finished.reader();
    }

    void send(Node stanza) {
        sendPlaintext(NodeEncoder.encode(stanza));
    }

    /// Sends what no client should: these bytes as the plaintext of a frame.
    void sendPlaintext(byte[] plaintext) {
        sendRaw(Frames.frame(writer.encrypt(plaintext)));
    }

    void sendRaw(byte[] bytes) {
        try {
            socket.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next stanza.
    Node next() {
        return NodeDecoder.decode(reader.decrypt(nextFrame()));
    }

    /// The next stanza that fits; those before it are dropped.
    Node next(Predicate<Node> condition) {
        Node node = next();
        while (!condition.test(node)) {
            node = next();
        }
        return node;
    }

    /// Of messages, only those of chats: phones also send control messages, when they like.
    Node next(String tag) {
        return next(node -> node.tag().equals(tag) && !node.hasAttr("category", "peer"));
    }

    /// Sends an iq or message and gives its answer; what comes before it is dropped.
    Node ask(Node stanza) {
        send(stanza);
        return next(node -> node.attr("id").equals(stanza.attr("id"))
                && (node.tag().equals("iq") || node.tag().equals("ack")));
    }

    /// Reads to the end of the connection.
    void awaitClosed() {
        Optional<byte[]> message = receive();
        while (message.isPresent()) {
            message = receive();
        }
    }

    private byte[] nextFrame() {
        while (frames.isEmpty()) {
            byte[] message = receive().orElseThrow(() -> new AssertionError("the server has closed"));
            incoming.read(ByteBuffer.wrap(message), frames::addLast);
        }
        return frames.removeFirst();
    }

    private Optional<byte[]> receive() {
        try {
            return socket.receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Vanishes without a word.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
