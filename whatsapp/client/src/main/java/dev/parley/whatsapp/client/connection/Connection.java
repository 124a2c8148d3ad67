package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.noise.CipherState;
import dev.parley.whatsapp.noise.NoiseException;
import dev.parley.whatsapp.wire.Frames;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import dev.parley.whatsapp.wire.WireFormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One encrypted connection, from ClientFinish to its end. Sending is thread-safe: nodes leave in the order of
/// the calls of [#send], encrypted and written by one writer. Any failure to write or decrypt ends it.
public final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    private static final int WRITE_QUEUE = 1024;
    private static final int WRITE_BATCH = 64;
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(20);

    private final Transport transport;
    private final CipherState writer;
    private final CipherState reader;
    private final ClientVersion version;
    private final Listener listener;
    private final InstantSource clock;
    private final Mailbox<Runnable> outgoing;
    private final Replies replies = new Replies();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicReference<@Nullable DisconnectCause> ended = new AtomicReference<>();
    private volatile Instant lastReceived;

    Connection(
            Transport transport,
            CipherState writer,
            CipherState reader,
            ClientVersion version,
            Listener listener,
            Executor executor,
            InstantSource clock) {
        this.transport = transport;
        this.writer = writer;
        this.reader = reader;
        this.version = version;
        this.listener = listener;
        this.clock = clock;
        this.lastReceived = clock.instant();
        this.outgoing = new Mailbox<>(WRITE_QUEUE, WRITE_BATCH, executor, clock, Connection::runAll);
    }

    /// Queues a node; what follows on failure is the connection's end.
    ///
    /// @throws WhatsAppException.NotConnected when the connection has ended or its queue stays full
    public void send(Node node) {
        if (!isOpen()) {
            throw new WhatsAppException.NotConnected("the connection has ended");
        }
        if (!outgoing.offer(() -> write(node), WRITE_PATIENCE)) {
            end(new DisconnectCause.ConnectionLost("nothing could be written for " + WRITE_PATIENCE));
            throw new WhatsAppException.NotConnected("the connection does not take data any more");
        }
    }

    /// Waits until what was sent so far has been written, for those who end the connection next and still want their
    /// last word to arrive. Gives up when that takes too long.
    public void flush(Duration patience) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        try {
            if (outgoing.offer(() -> written.complete(true), patience)) {
                written.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | ExecutionException _) {
            // The end comes anyway.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks the server and waits for the answer. Never call it from the thread that reads the connection.
    ///
    /// @param iq without an id
    /// @throws WhatsAppException.IqError when the answer is an error
    /// @throws WhatsAppException.NotConnected when the connection ends first
    /// @throws WhatsAppException.Timeout when there is no answer in time
    public Node request(Node.Builder iq, Duration timeout) {
        String id = nextId();
        Node question = iq.attr("id", id).build();
        CompletableFuture<Node> reply = replies.expect(id);
        try {
            send(question);
            Node answer = reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.hasAttr("type", "error")) {
                throw iqError(answer);
            }
            return answer;
        } catch (TimeoutException _) {
            throw new WhatsAppException.Timeout("an iq of " + question.attrOrEmpty("xmlns"), timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WhatsAppException cause
                    ? cause
                    : new WhatsAppException.NotConnected("the answer could not be awaited");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while waiting for an answer");
        } finally {
            reply.cancel(false);
        }
    }

    /// What this client said it is.
    public ClientVersion version() {
        return version;
    }

    /// Waiters for answers that are no iq: acks of messages, by message id.
    public Replies replies() {
        return replies;
    }

    /// When data last came from the server.
    public Instant lastReceived() {
        return lastReceived;
    }

    public boolean isOpen() {
        return ended.get() == null;
    }

    /// Why it ended, once it has.
    public Optional<DisconnectCause> cause() {
        return Optional.ofNullable(ended.get());
    }

    /// Ends the connection; only the first cause counts.
    public void end(DisconnectCause cause) {
        if (ended.compareAndSet(null, cause)) {
            transport.close();
            replies.close();
            listener.ended(this, cause);
        }
    }

    /// One frame's payload as it came; called by the thread that reads, in order.
    void received(byte[] payload) {
        if (!isOpen()) {
            return;
        }
        lastReceived = clock.instant();
        try {
            dispatch(NodeDecoder.decode(reader.decrypt(payload)));
        } catch (NoiseException e) {
            end(new DisconnectCause.ProtocolBroken(e.toString()));
        } catch (WireFormatException e) {
            // The frame is authentic, so the stream goes on; ending it would only bring the same frame again.
            log.warn("A stanza could not be read and was left out: {}", e.getMessage());
        }
    }

    private void dispatch(Node node) {
        if (!isAnswer(node) || !replies.complete(node)) {
            listener.stanza(this, node);
        }
    }

    private String nextId() {
        return "p." + lastId.incrementAndGet();
    }

    private static void runAll(List<Runnable> writes) {
        writes.forEach(Runnable::run);
    }

    private void write(Node node) {
        if (!isOpen()) {
            return;
        }
        try {
            transport.send(Frames.frame(writer.encrypt(NodeEncoder.encode(node))), WRITE_PATIENCE);
        } catch (TransportException | NoiseException | WireFormatException e) {
            // A frame that was encrypted and not written leaves the counters apart: nothing can be sent any more.
            end(new DisconnectCause.ConnectionLost(e.toString()));
        }
    }

    private static boolean isAnswer(Node node) {
        return switch (node.tag()) {
            case "iq" -> node.hasAttr("type", "result") || node.hasAttr("type", "error");
            case "ack" -> true;
            default -> false;
        };
    }

    private static WhatsAppException.IqError iqError(Node answer) {
        Optional<Node> error = answer.child("error");
        return new WhatsAppException.IqError(
                (int) error.map(node -> node.number("code").orElse(0))
                        .orElse(0L)
                        .longValue(),
                error.map(node -> node.attrOrEmpty("text")).orElse(""));
    }

    /// Called by the thread that reads; must not wait for the network.
    public interface Listener {
        /// A stanza that is no answer somebody waits for.
        void stanza(Connection connection, Node node);

        /// Called once.
        void ended(Connection connection, DisconnectCause cause);
    }
}
