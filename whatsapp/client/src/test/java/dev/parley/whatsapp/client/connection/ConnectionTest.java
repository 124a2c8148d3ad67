package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.noise.CertificateAuthority;
import dev.parley.whatsapp.noise.CertificateVerifier;
import dev.parley.whatsapp.noise.ClientHandshake;
import dev.parley.whatsapp.noise.ServerHandshake;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A connection over a transport of the test's own, with the ciphers of a real handshake.
class ConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LENGTH_BYTES = 3;

    private final SecureRandom random = new SecureRandom();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakeTransport transport = new FakeTransport();
    private final BlockingQueue<Node> stanzas = new LinkedBlockingQueue<>();
    private final CompletableFuture<DisconnectCause> ended = new CompletableFuture<>();
    private final Ends ends = handshake();
    private final Connection connection = connect();

    @AfterEach
    void stop() {
        connection.end(new DisconnectCause.Requested());
        timer.shutdownNow();
        executor.shutdownNow();
    }

    @Test
    void nodesLeaveInTheOrderOfTheCalls() throws Exception {
        for (int i = 0; i < 200; i++) {
            connection.send(Node.of("presence").attr("id", i).build());
        }

        for (int i = 0; i < 200; i++) {
            assertThat(nextSent().attrOrEmpty("id")).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void anAnswerGoesToWhoAskedAndEverythingElseToTheListener() throws Exception {
        CompletableFuture<Node> answer = ask();
        Node question = nextSent();

        receive(Node.of("message").attr("id", "m").build());
        receive(Node.of("iq")
                .attr("type", "result")
                .attr("id", question.attrOrEmpty("id"))
                .attr("t", 7)
                .build());

        assertThat(answer.get(10, TimeUnit.SECONDS).number("t")).hasValue(7);
        assertThat(stanzas.poll(10, TimeUnit.SECONDS))
                .isNotNull()
                .extracting(Node::tag)
                .isEqualTo("message");
    }

    @Test
    void anErrorIsThrownWithItsCode() throws Exception {
        CompletableFuture<Node> answer = ask();
        Node question = nextSent();

        receive(Node.of("iq")
                .attr("type", "error")
                .attr("id", question.attrOrEmpty("id"))
                .child(Node.of("error").attr("code", 429).attr("text", "rate-overlimit"))
                .build());

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        WhatsAppException.IqError.class,
                        e -> assertThat(e.code()).isEqualTo(429));
    }

    @Test
    void aQuestionWithoutAnAnswerTimesOut() {
        assertThatThrownBy(() -> connection.request(Node.of("iq").attr("xmlns", "test"), Duration.ofMillis(50)))
                .isInstanceOf(WhatsAppException.Timeout.class);
    }

    @Test
    void whoWaitsLearnsThatTheConnectionEnded() throws Exception {
        CompletableFuture<Node> answer = ask();
        nextSent();

        connection.end(new DisconnectCause.Requested());

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(WhatsAppException.NotConnected.class);
        assertThatThrownBy(() -> connection.send(Node.of("presence").build()))
                .isInstanceOf(WhatsAppException.NotConnected.class);
    }

    @Test
    void aFrameThatDoesNotDecryptEndsTheConnection() throws Exception {
        byte[] frame = ends.server()
                .writer()
                .encrypt(NodeEncoder.encode(Node.of("presence").build()));
        frame[0] ^= 1;

        connection.received(frame);

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(DisconnectCause.ProtocolBroken.class);
        assertThat(transport.closed).isTrue();
    }

    @Test
    void aStanzaThatCannotBeReadIsLeftOut() throws Exception {
        connection.received(ends.server().writer().encrypt(new byte[] {0, 1, 2, 3}));
        receive(Node.of("message").attr("id", "next").build());

        assertThat(stanzas.poll(10, TimeUnit.SECONDS))
                .isNotNull()
                .extracting(Node::tag)
                .isEqualTo("message");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aFrameThatCannotBeWrittenEndsTheConnection() throws Exception {
        transport.broken = true;

        connection.send(Node.of("presence").build());

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(DisconnectCause.ConnectionLost.class);
    }

    @Test
    void aServerThatStopsAnsweringIsNoticed() throws Exception {
        keepalive().watch(connection, () -> Duration.ZERO);

        assertThat(nextSent().attrOrEmpty("xmlns")).isEqualTo("w:p");
        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(DisconnectCause.ConnectionLost.class);
    }

    @Test
    void anAnsweredPingKeepsTheConnectionAndIsFollowedByAnother() throws Exception {
        keepalive().watch(connection, () -> Duration.ZERO);

        for (int i = 0; i < 3; i++) {
            Node ping = nextSent();
            receive(Node.of("iq")
                    .attr("type", "result")
                    .attr("id", ping.attrOrEmpty("id"))
                    .build());
        }

        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void stanzasThatAreNotBeingHandledAreNoProofOfLife() throws Exception {
        keepalive().watch(connection, () -> Duration.ofMinutes(4));

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(DisconnectCause.ConnectionLost.class);
    }

    private Keepalive keepalive() {
        return new Keepalive(
                timer,
                executor,
                InstantSource.system(),
                new Random(1),
                new Keepalive.Timing(
                        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMinutes(3)));
    }

    private CompletableFuture<Node> ask() {
        return CompletableFuture.supplyAsync(
                () -> connection.request(Node.of("iq").attr("xmlns", "test"), SOON), executor);
    }

    private void receive(Node node) {
        connection.received(ends.server().writer().encrypt(NodeEncoder.encode(node)));
    }

    private Node nextSent() throws InterruptedException {
        byte[] frame = transport.sent.poll(10, TimeUnit.SECONDS);
        assertThat(frame).isNotNull();
        return NodeDecoder.decode(
                ends.server().reader().decrypt(Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length)));
    }

    private record Ends(ClientHandshake.Finished client, ServerHandshake.Finished server) {}

    private Ends handshake() {
        KeyPair serverStatic = KeyPair.generate(random);
        CertificateAuthority authority = CertificateAuthority.create(random);
        Clock clock = Clock.systemUTC();
        ClientHandshake client = ClientHandshake.start(KeyPair.generate(random), KeyPair.generate(random));
        ServerHandshake server = ServerHandshake.accept(
                client.clientHello(),
                serverStatic,
                KeyPair.generate(random),
                authority.certify(
                        serverStatic.publicKey(),
                        clock.instant().minusSeconds(60),
                        clock.instant().plusSeconds(60)));
        ClientHandshake.Finished finished = client.finish(
                server.serverHello(), new byte[0], new CertificateVerifier(authority.root(), clock, Duration.ZERO));
        return new Ends(finished, server.finish(finished.clientFinish().toByteArray()));
    }

    private Connection connect() {
        return new Connection(
                transport,
                ends.client().writer(),
                ends.client().reader(),
                ClientVersion.ofRevision(1),
                new Connection.Listener() {
                    @Override
                    public void stanza(Connection from, Node node) {
                        stanzas.add(node);
                    }

                    @Override
                    public void ended(Connection from, DisconnectCause cause) {
                        ended.complete(cause);
                    }
                },
                executor,
                InstantSource.system());
    }

    private static final class FakeTransport implements Transport {
        private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
        private volatile boolean broken;
        private volatile boolean closed;

        @Override
        public void send(byte[] message, Duration timeout) {
            if (broken) {
                throw new TransportException("broken by the test");
            }
            sent.add(message);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
