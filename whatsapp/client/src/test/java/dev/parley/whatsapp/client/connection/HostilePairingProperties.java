package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.RelyingParty;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.pairing.Pairing;
import dev.parley.whatsapp.client.pairing.PairingParts;
import dev.parley.whatsapp.client.pairing.PairingSession;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.noise.CertificateAuthority;
import dev.parley.whatsapp.noise.CertificateVerifier;
import dev.parley.whatsapp.noise.ClientHandshake;
import dev.parley.whatsapp.noise.ServerHandshake;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeDecoder;
import dev.parley.whatsapp.wire.NodeEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever a server sends to a device that waits to be linked is acknowledged once and acted on or left out, and
/// never breaks the session in a way that has no name.
class HostilePairingProperties {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LENGTH_BYTES = 3;
    private static final Bytes REF = Bytes.utf8("ref");

    @Property(tries = 20)
    void anyNotificationIsAcknowledgedAndLeavesASessionOrANamedEnd(@ForAll("notifications") List<Node> notifications)
            throws Exception {
        try (Companion companion = new Companion()) {
            companion.pairing.requestCode("15550001111");
            int taken = 0;
            for (Node notification : notifications) {
                if (companion.connection.isOpen() && takes(companion.session, notification)) {
                    taken++;
                }
            }
            companion.showQrCode();

            companion.settled.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(companion.connection.cause().map(DisconnectCause.PairingRefused.class::isInstance))
                    .as("a named end, if any")
                    .isIn(Optional.empty(), Optional.of(true));
            if (companion.connection.isOpen()) {
                companion.connection.flush(SOON);
                assertThat(companion.acks).hasValue(taken);
            }
        }
    }

    /// What was sent before may end the connection at any moment; then there is nobody to acknowledge to.
    private static boolean takes(PairingSession session, Node notification) {
        try {
            return session.notification(notification);
        } catch (WhatsAppException.NotConnected _) {
            return false;
        }
    }

    @Provide
    Arbitrary<List<Node>> notifications() {
        return Combinators.combine(
                        Arbitraries.of(
                                "link_code_companion_reg",
                                "link_code_companion_reg",
                                "passkey_prologue_request",
                                "crsc_continuation",
                                "companion_reg_refresh",
                                "other"),
                        Arbitraries.of("s.whatsapp.net", "s.whatsapp.net", "15550002222@s.whatsapp.net", ""),
                        registrations(),
                        others())
                .as((type, from, registration, other) -> {
                    Node.Builder notification = Node.of("notification")
                            .attr("id", "n")
                            .attr("type", type)
                            .attrIfPresent("from", Jid.parse(from));
                    return notification.child(registration).child(other).build();
                })
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<Node> registrations() {
        return Combinators.combine(
                        Arbitraries.of("primary_hello", "primary_hello", "refresh_code", "unknown", ""),
                        content().map(bytes -> child("link_code_pairing_wrapped_primary_ephemeral_pub", bytes)),
                        content().map(bytes -> child("primary_identity_pub", bytes)),
                        Arbitraries.of(REF, REF, Bytes.EMPTY).map(ref -> child("link_code_pairing_ref", ref)))
                .as((stage, wrapped, identity, ref) -> Node.of("link_code_companion_reg")
                        .attr("stage", stage)
                        .child(wrapped)
                        .child(identity)
                        .child(ref)
                        .build());
    }

    private static Arbitrary<Node> others() {
        return Arbitraries.oneOf(
                content().map(bytes -> child("primary_ephemeral_identity", bytes)),
                Arbitraries.of(
                                "",
                                "{}",
                                "[",
                                "{\"challenge\":\"\"}",
                                "{\"challenge\":\"AAEC\",\"rpId\":\"example.org\"}")
                        .map(json -> child("passkey_request_options", Bytes.utf8(json))));
    }

    private static Arbitrary<Bytes> content() {
        return Arbitraries.of(0, 31, 32, 33, 80, 156).map(length -> Bytes.wrap(new byte[length]));
    }

    private static Node child(String tag, Bytes content) {
        return Node.of(tag).content(content).build();
    }

    /// A session over a transport whose other end answers every question, rightly or not.
    private static final class Companion implements AutoCloseable {
        private final SecureRandom random = new SecureRandom();
        private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final CompletableFuture<Boolean> settled = new CompletableFuture<>();
        private final AtomicInteger acks = new AtomicInteger();
        private final ServerHandshake.Finished server;
        private final Connection connection;
        private final Pairing pairing;
        private final PairingSession session;

        Companion() {
            Clock clock = Clock.systemUTC();
            KeyPair serverStatic = KeyPair.generate(random);
            CertificateAuthority authority = CertificateAuthority.create(random);
            ClientHandshake client = ClientHandshake.start(KeyPair.generate(random), KeyPair.generate(random));
            ServerHandshake accepted = ServerHandshake.accept(
                    client.clientHello(),
                    serverStatic,
                    KeyPair.generate(random),
                    authority.certify(
                            serverStatic.publicKey(),
                            clock.instant().minusSeconds(60),
                            clock.instant().plusSeconds(60)));
            ClientHandshake.Finished finished = client.finish(
                    accepted.serverHello(),
                    new byte[0],
                    new CertificateVerifier(authority.root(), clock, Duration.ZERO));
            server = accepted.finish(finished.clientFinish().toByteArray());
            connection = new Connection(
                    new AnsweringTransport(),
                    finished.writer(),
                    finished.reader(),
                    ClientVersion.ofRevision(1),
                    new Connection.Listener() {
                        @Override
                        public void stanza(Connection from, Node node) {}

                        @Override
                        public void ended(Connection from, DisconnectCause cause) {
                            settled.complete(true);
                        }
                    },
                    executor,
                    clock);
            Vault vault = new Vault(new InMemoryDeviceStore());
            vault.update(records -> records.credentials().write(Credentials.generate(random)));
            pairing = new Pairing(
                    new PairingParts(
                            vault,
                            new EventConsumer() {
                                @Override
                                public void store(StoredEvent event) {}

                                @Override
                                public void state(StateEvent event) {}
                            },
                            event -> {
                                if (event instanceof StateEvent.QrCode) {
                                    settled.complete(true);
                                }
                            },
                            RelyingParty.WHATSAPP,
                            PairingTimings.USUAL,
                            timer,
                            executor,
                            clock,
                            random),
                    new Keepalive(timer, executor, clock, random),
                    () -> {});
            session = pairing.open(connection);
        }

        /// Handled after everything before it.
        void showQrCode() {
            if (connection.isOpen()) {
                session.iq(Node.of("iq")
                        .attr("from", Jid.SERVER)
                        .attr("type", "set")
                        .attr("id", "last")
                        .child(Node.of("pair-device").child(Node.of("ref").content(REF)))
                        .build());
            }
        }

        private final class AnsweringTransport implements Transport {
            @Override
            public void send(byte[] frame, Duration timeout) {
                Node node = NodeDecoder.decode(
                        server.reader().decrypt(Arrays.copyOfRange(frame, LENGTH_BYTES, frame.length)));
                if (node.tag().equals("ack")) {
                    acks.incrementAndGet();
                }
                if (node.hasAttr("type", "get") || node.hasAttr("type", "set")) {
                    Node answer = Node.of("iq")
                            .attr("type", "result")
                            .attr("id", node.attrOrEmpty("id"))
                            .child(Node.of("link_code_companion_reg")
                                    .child(Node.of("link_code_pairing_ref").content(REF)))
                            .build();
                    connection.received(server.writer().encrypt(NodeEncoder.encode(answer)));
                }
            }

            @Override
            public void close() {}
        }

        @Override
        public void close() {
            connection.end(new DisconnectCause.Requested());
            timer.shutdownNow();
            executor.shutdownNow();
        }
    }
}
