package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.ClientVersion;
import dev.parley.whatsapp.client.connection.Connector;
import dev.parley.whatsapp.client.connection.Keepalive;
import dev.parley.whatsapp.client.connection.VersionFinder;
import dev.parley.whatsapp.client.connection.WebSockets;
import dev.parley.whatsapp.client.media.MediaTransport;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.DeviceStore;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/// The door to the engine, and what all its clients share: one HTTP client, one timer thread, virtual threads.
/// Make one per process. Thread-safe.
///
/// ```java
/// try (WhatsApp whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("My program"))) {
///     WhatsAppClient client = whatsApp.client(new InMemoryDeviceStore(), consumer);
///     client.connect();
/// }
/// ```
public final class WhatsApp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final Environment environment;
    private final ExecutorService executor;
    private final HttpClient http;
    private final HttpClient mediaHttp;
    private final WebSockets sockets;

    private WhatsApp(
            WhatsAppConfig config, Clock clock, PairingTimings pairingTimings, ScheduledExecutorService timer) {
        SecureRandom random = new SecureRandom();
        executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("whatsapp-", 0).factory());
        http = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        mediaHttp = config.mediaCa()
                .map(pem -> MediaTransport.trusting(pem, executor, CONNECT_TIMEOUT))
                .orElse(http);
        sockets = new WebSockets(executor, CONNECT_TIMEOUT);
        VersionFinder versions = new VersionFinder(http, config.server(), version(config), clock);
        environment = new Environment(
                new Connector(sockets, config, versions, executor, clock, random),
                versions,
                new Keepalive(timer, executor, clock, random),
                new MediaTransport(mediaHttp, config.mediaFolder()),
                executor,
                timer,
                clock,
                random,
                config.relyingParty(),
                pairingTimings);
    }

    /// @throws IllegalArgumentException when the configured version is none, or the media authority's
    ///     certificate
    public static WhatsApp create(WhatsAppConfig config) {
        return create(config, Clock.systemUTC(), PairingTimings.USUAL);
    }

    /// For tests, which move time.
    static WhatsApp create(WhatsAppConfig config, Clock clock, PairingTimings pairingTimings) {
        return create(config, clock, pairingTimings, timer());
    }

    /// For tests that cannot wait.
    ///
    /// @param timer ends with what is returned
    static WhatsApp create(
            WhatsAppConfig config, Clock clock, PairingTimings pairingTimings, ScheduledExecutorService timer) {
        return new WhatsApp(config, clock, pairingTimings, timer);
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("whatsapp-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /// A client for the device in `store`, which may be empty: then it is to be linked. One client per store.
    public WhatsAppClient client(DeviceStore store, EventConsumer consumer) {
        return new WhatsAppClient(new Services(environment, store, consumer));
    }

    /// The same, with a name that what the client logs carries, as `session` in SLF4J's MDC.
    public WhatsAppClient client(DeviceStore store, EventConsumer consumer, String name) {
        return new WhatsAppClient(new Services(environment.named(name), store, consumer));
    }

    /// Ends what all clients share; close the clients first.
    @Override
    public void close() {
        environment.timer().shutdownNow();
        sockets.close();
        http.shutdownNow();
        mediaHttp.shutdownNow();
        executor.shutdownNow();
    }

    private static Optional<ClientVersion> version(WhatsAppConfig config) {
        return config.version()
                .map(text -> ClientVersion.parse(text)
                        .orElseThrow(
                                () -> new IllegalArgumentException(text + " is no version like 2.3000.1045649367")));
    }
}
