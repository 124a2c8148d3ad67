package dev.parley.simulator;

import dev.parley.whatsapp.noise.CipherState;
import dev.parley.whatsapp.noise.NoiseException;
import dev.parley.whatsapp.noise.ServerHandshake;
import dev.parley.whatsapp.wire.FrameReader;
import dev.parley.whatsapp.wire.Frames;
import dev.parley.whatsapp.wire.IntroReader;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import dev.parley.whatsapp.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: intro, Noise handshake, then stanzas. What arrives is handled on the socket's thread;
/// what goes out passes the outbox, whose one writer owns the Noise counter.
final class ClientConnection implements Channel, Outbox.Writer {
    /// Far more than any stanza of a client; the protocol would allow 16 MiB.
    static final int MAX_FRAME = 4 << 20;

    private static final int COMPRESSED_FROM = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Transport transport;
    private final NoiseServer noise;
    private final Admission admission;
    private final ServerClock clock;
    private final Faults faults;
    private final StanzaTrace trace;
    private final Outbox outbox;
    private final IntroReader intro = new IntroReader();
    private final FrameReader frames = new FrameReader(MAX_FRAME);
    private Stage stage = new AwaitingHello();
    private volatile Instant latestReceived;
    private volatile @Nullable Instant leavingSince;
    private volatile @Nullable CipherState writer;
    private volatile boolean corruptNext;

    ClientConnection(Transport transport, ServerParts parts) {
        this.transport = transport;
        this.noise = parts.noise();
        this.admission = parts.admission();
        this.clock = parts.clock();
        this.faults = parts.faults();
        this.trace = new StanzaTrace(parts.stanzaLog(), parts.clock());
        this.outbox = new Outbox(parts.outboxLimit(), parts.executor(), this);
        this.latestReceived = parts.clock().now();
    }

    /// AwaitingHello → AwaitingFinish → Open, each by the client's next frame. Touched by the socket's thread
    /// alone.
    private sealed interface Stage {}

    private record AwaitingHello() implements Stage {}

    private record AwaitingFinish(ServerHandshake handshake) implements Stage {}

    /// @param peer empty when the client was sent away; what it still sends is not read
    private record Open(CipherState reader, Optional<Peer> peer) implements Stage {}

    /// Bytes from the socket, in chunks of any size.
    void received(ByteBuffer chunk) {
        latestReceived = clock.now();
        try {
            if (intro.read(chunk)) {
                frames.read(chunk, this::frame);
            }
        } catch (WireFormatException | NoiseException e) {
            LOG.info("dropped a connection: {}", e.getMessage());
            abort();
        }
    }

    /// The socket is closed, by whichever side.
    void closed() {
        if (stage instanceof Open open) {
            open.peer().ifPresent(Peer::gone);
        }
    }

    private void frame(byte[] payload) {
        switch (stage) {
            case AwaitingHello _ -> hello(payload);
            case AwaitingFinish(ServerHandshake handshake) -> finish(handshake.finish(payload));
            case Open(CipherState reader, Optional<Peer> peer) -> {
                byte[] plaintext = reader.decrypt(payload);
                peer.filter(_ -> leavingSince == null).ifPresent(present -> stanza(present, plaintext));
            }
        }
    }

    private void hello(byte[] payload) {
        ServerHandshake handshake = noise.accept(payload);
        stage = new AwaitingFinish(handshake);
        transport.send(Frames.frame(handshake.serverHello()));
    }

    private void finish(ServerHandshake.Finished finished) {
        writer = finished.writer();
        trace.handshake(finished.payload());
        Optional<Peer> peer = admission.admit(this, finished.clientStatic(), finished.payload());
        stage = new Open(finished.reader(), peer);
    }

    private void stanza(Peer peer, byte[] plaintext) {
        Node node;
        try {
            node = NodeDecoder.decode(plaintext);
        } catch (WireFormatException e) {
            LOG.info("a client sent a malformed node: {}", e.getMessage());
            close(StreamErrors.malformed());
            return;
        }
        trace.received(plaintext);
        peer.received(node);
    }

    @Override
    public void send(Node stanza) {
        boolean withheld = stanza.tag().equals("ack")
                && trace.phone().filter(faults::withholdsAcks).isPresent();
        if (!withheld) {
            outbox.put(stanza);
        }
    }

    @Override
    public void close(Node farewell) {
        leavingSince = clock.now();
        outbox.finish(farewell);
    }

    @Override
    public void attributeTo(String phone, int device) {
        trace.attributeTo(phone, device);
    }

    /// The phone whose companion this is, when that is known.
    Optional<String> phone() {
        return trace.phone();
    }

    void corruptNextFrame() {
        corruptNext = true;
    }

    void abort() {
        transport.abort();
    }

    boolean isSilentSince(Instant time) {
        return latestReceived.isBefore(time);
    }

    boolean isLeavingSince(Instant time) {
        Instant since = leavingSince;
        return since != null && since.isBefore(time);
    }

    @Override
    public void write(Node stanza) {
        CipherState cipher = writer;
        if (cipher == null) {
            throw new IllegalStateException("a stanza before the end of the handshake");
        }
        try {
            pause();
            byte[] plaintext = encode(stanza);
            byte[] frame = Frames.frame(cipher.encrypt(plaintext));
            if (corruptNext) {
                corruptNext = false;
                frame[frame.length - 1] ^= 1;
            }
            trace.sent(plaintext);
            transport.send(frame);
        } catch (RuntimeException e) {
            // A frame that was encrypted and not sent leaves the counters apart: nothing can follow on this connection.
            LOG.debug("dropped a connection that cannot be written to", e);
            abort();
        }
    }

    /// Large stanzas go out deflated, as WhatsApp's do.
    private static byte[] encode(Node stanza) {
        byte[] plain = NodeEncoder.encode(stanza);
        return plain.length < COMPRESSED_FROM ? plain : NodeEncoder.encodeCompressed(stanza);
    }

    @Override
    public void finished() {
        try {
            transport.close();
        } catch (RuntimeException e) {
            LOG.debug("the client had closed already", e);
        }
    }

    @Override
    public void overflown() {
        LOG.warn("dropped a client that does not read");
        abort();
    }

    private void pause() {
        Duration delay = trace.phone().map(faults::delay).orElse(Duration.ZERO);
        if (delay.isPositive()) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
