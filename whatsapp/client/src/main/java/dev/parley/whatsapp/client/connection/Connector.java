package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.noise.CertificateVerifier;
import dev.parley.whatsapp.noise.ClientHandshake;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Frames;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Makes connections: WebSocket, Noise handshake, and the payload that says who this is. Thread-safe.
public final class Connector {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /// Our clock may be wrong by as much.
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private final WebSockets sockets;
    private final WhatsAppConfig config;
    private final VersionFinder versions;
    private final Executor executor;
    private final InstantSource clock;
    private final SecureRandom random;
    private final CertificateVerifier verifier;

    public Connector(
            WebSockets sockets,
            WhatsAppConfig config,
            VersionFinder versions,
            Executor executor,
            Clock clock,
            SecureRandom random) {
        this.sockets = sockets;
        this.config = config;
        this.versions = versions;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
        this.verifier = new CertificateVerifier(config.trustRoot(), clock, CLOCK_TOLERANCE);
    }

    /// Connects and shakes hands; blocks. The server's first stanza may reach the listener before this returns.
    ///
    /// @param signedPreKey the one that the credentials name
    /// @throws TransportException when the server cannot be reached or does not answer in time
    /// @throws dev.parley.whatsapp.noise.NoiseException when it is not the server it should be
    public Connection open(
            Credentials credentials,
            SignedPreKey signedPreKey,
            Optional<Bytes> routingInfo,
            Connection.Listener listener) {
        ClientVersion version = versions.current();
        Incoming incoming = new Incoming();
        Transport transport = sockets.connect(config.server(), TIMEOUT, incoming);
        try {
            ClientHandshake handshake = ClientHandshake.start(credentials.noiseKey(), KeyPair.generate(random));
            transport.send(Frames.firstFrame(routingInfo.orElse(Bytes.EMPTY), handshake.clientHello()), TIMEOUT);
            byte[] serverHello = incoming.awaitServerHello(TIMEOUT);
            ClientHandshake.Finished finished = handshake.finish(
                    serverHello, payload(version, credentials, signedPreKey).toByteArray(), verifier);
            Connection connection =
                    new Connection(transport, finished.writer(), finished.reader(), version, listener, executor, clock);
            incoming.attach(connection);
            finish(transport, connection, finished);
            return connection;
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    /// A server that refuses this client says why and closes, which can be over before the frame has been seen off:
    /// then the connection has its cause, and that is what counts.
    private static void finish(Transport transport, Connection connection, ClientHandshake.Finished finished) {
        try {
            transport.send(Frames.frame(finished.clientFinish().toByteArray()), TIMEOUT);
        } catch (TransportException e) {
            if (connection.cause().isEmpty()) {
                throw e;
            }
        }
    }

    private ClientPayload payload(ClientVersion version, Credentials credentials, SignedPreKey signedPreKey) {
        Optional<Account> account = credentials.account();
        return account.isPresent()
                ? ClientPayloads.login(version, account.get())
                : ClientPayloads.registration(
                        version, credentials, signedPreKey, config.deviceName(), config.history());
    }
}
