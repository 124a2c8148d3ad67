package dev.parley.simulator;

import dev.parley.simulator.media.MediaServer;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.wire.Node;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The server behind a port, on the loopback address only: `/ws/chat` and `/sw.js` for clients, `/control`
/// for whoever drives it.
final class SimulatorServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 20_000;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration IDLE_LIMIT = Duration.ofDays(1);

    private final int port;
    private final ServerCore core;
    private final WebServer web;
    private final MediaServer mediaServer;
    private final CountDownLatch stopping = new CountDownLatch(1);

    SimulatorServer(SimulatorConfig config) {
        port = config.port();
        core = new ServerCore(config);
        ServerParts parts = core.parts();
        MediaCalls mediaCalls = new MediaCalls(this);
        ControlApi control = new ControlApi(
                new PhoneCalls(this),
                new LinkCalls(this),
                new PeopleCalls(this),
                mediaCalls,
                new HistoryCalls(this, config.clock(), config.random()),
                new AppStateCalls(this),
                new FaultCalls(core.faults(), mediaCalls),
                new RestrictionCalls(core.restrictions()));
        web = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .shutdownHook(false)
                .maxTcpConnections(MAX_CONNECTIONS)
                // Stanzas are small and answered one by one: without this each answer waits 40 ms for an ack of TCP.
                .connectionOptions(options -> options.tcpNoDelay(true))
                // The simulator itself drops silent clients, by its own clock.
                .idleConnectionTimeout(IDLE_LIMIT)
                .addProtocol(WsConfig.builder()
                        .maxFrameLength(ClientConnection.MAX_FRAME)
                        .build())
                .addRouting(HttpRouting.builder()
                        .register("/control", control)
                        .get("/sw.js", new ServiceWorkerScript(config.minimumRevision())))
                .addRouting(WsRouting.builder().endpoint("/ws/chat", () -> new ChatSocket(parts, core.connections())))
                .build();
        MediaDesk media = core.media();
        mediaServer =
                new MediaServer(config.mediaPort(), media.store(), media.auths(), media.faults(), config.random());
    }

    /// @throws ControlException when the port cannot be opened: the web server itself only logs that
    void start() {
        web.start();
        if (!web.isRunning()) {
            throw ControlException.conflict("The port " + port + " cannot be opened");
        }
        if (!mediaServer.start()) {
            throw ControlException.conflict("The port for media cannot be opened");
        }
        core.media().open(mediaServer.hosts());
        core.executor().execute(this::keepHouse);
    }

    private void keepHouse() {
        try {
            while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                core.housekeeping().tick();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        core.connections().each(_ -> true, ClientConnection::abort);
        web.stop();
        mediaServer.close();
        core.executor().shutdownNow();
        core.media().close();
    }

    URI uri(String scheme, String path) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return URI.create(scheme + "://" + host + ":" + web.port() + path);
    }

    byte[] rootKey() {
        return core.rootKey();
    }

    MediaDesk media() {
        return core.media();
    }

    String mediaAuthorityPem() {
        return mediaServer.authorityPem();
    }

    Phones phones() {
        return core.phones();
    }

    GroupRouter groups() {
        return core.groups();
    }

    void inject(String phone, Node stanza) {
        core.inject(Phones.digits(phone), stanza);
    }

    void awaitStanzas(String phone, Predicate<SeenStanza> condition, int count, Duration atMost) {
        core.stanzaLog().await(phones().get(phone).phone(), condition, count, atMost);
    }

    Restrictions restrictions() {
        return core.restrictions();
    }

    Faults faults() {
        return core.faults();
    }

    List<ClientPayload> handshakes(String phone) {
        return core.stanzaLog().payloads(phones().get(phone).phone()).stream()
                .map(PayloadCheck::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    StanzaLog stanzaLog() {
        return core.stanzaLog();
    }

    List<SeenStanza> stanzas(String phone) {
        return core.stanzaLog().of(phones().get(phone).phone());
    }
}
