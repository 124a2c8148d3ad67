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
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A small WhatsApp client over a real socket: handshake with the certificates checked, then stanzas.
final class SocketClient implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private final CipherState writer;
    private final CipherState reader;

    /// @param payload an encoded ClientPayload
    SocketClient(Simulator simulator, Companion companion, byte[] payload) {
        this(simulator, companion, payload, Bytes.EMPTY);
    }

    SocketClient(Simulator simulator, Companion companion, byte[] payload, Bytes routingInfo) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(simulator.webSocketUrl(), new Listener())
                .join();
        ClientHandshake handshake = ClientHandshake.start(companion.noise(), KeyPair.generate(random));
        write(Frames.firstFrame(routingInfo, handshake.clientHello()));
        CertificateVerifier verifier =
                new CertificateVerifier(PublicKey.of(simulator.rootKey()), Clock.systemUTC(), Duration.ZERO);
        ClientHandshake.Finished finished = handshake.finish(nextFrame(), payload, verifier);
        write(Frames.frame(finished.clientFinish().toByteArray()));
        writer = finished.writer();
        reader = finished.reader();
    }

    void send(Node stanza) {
        write(Frames.frame(writer.encrypt(NodeEncoder.encode(stanza))));
    }

    /// Sends what no client should: these bytes as the plaintext of a frame.
    void sendPlaintext(byte[] plaintext) {
        write(Frames.frame(writer.encrypt(plaintext)));
    }

    void sendRaw(byte[] bytes) {
        write(bytes);
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

    Node next(String tag) {
        return next(node -> node.tag().equals(tag));
    }

    /// Sends an iq or message and gives its answer; what comes before it is dropped.
    Node ask(Node stanza) {
        send(stanza);
        return next(node -> node.attr("id").equals(stanza.attr("id"))
                && (node.tag().equals("iq") || node.tag().equals("ack")));
    }

    void awaitClosed() {
        closed.orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private byte[] nextFrame() {
        try {
            byte @Nullable [] frame = frames.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("no frame in time; the socket is " + (closed.isDone() ? "closed" : "open"));
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void write(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /// Vanishes without a word.
    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final FrameReader incoming = new FrameReader();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            incoming.read(data, frames::add);
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(true);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(false);
        }
    }
}
