package dev.parley.simulator;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Wires the server's parts together and opens the port, on the loopback address only.
final class SimulatorServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 20_000;
    private static final int MAX_BODY = 1 << 20;
    private static final int OUTBOX_SLACK = 10_000;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration IDLE_LIMIT = Duration.ofDays(1);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("simulator-ticker").factory());
    private final Connections connections = new Connections();
    private final Faults faults = new Faults(connections);
    private final StanzaLog stanzaLog;
    private final NoiseServer noise;
    private final Phones phones;
    private final Housekeeping housekeeping;
    private final WebServer web;

    SimulatorServer(SimulatorConfig config) {
        ServerClock clock = new ServerClock(config.clock());
        Directory directory = new Directory();
        Postman postman = new Postman(clock, config.offlineDelivery());
        StanzaIds ids = new StanzaIds();
        Notices notices = new Notices(clock, ids);
        DeviceListNotices deviceLists = new DeviceListNotices(notices, postman, clock);
        Unlinking unlinking = new Unlinking(deviceLists);
        PairingDesk pairingDesk = new PairingDesk(config, clock, ids, notices, deviceLists);
        PreKeyBundles bundles = new PreKeyBundles(directory, postman, notices, config.lowPreKeys());
        MessageRouter messages = new MessageRouter(new MessageCheck(directory), postman, clock);

        IqRouter iqs = new IqRouter(clock)
                .register("encrypt", new PreKeyIqs(bundles))
                .register("usync", new UsyncIq(directory))
                .register("privacy", new PrivacyIq(directory, postman, notices, clock, config.random()))
                .register("blocklist", new BlocklistIq(directory))
                .register("md", new DeviceRemovalIq(unlinking))
                .register("w:sync:app:state", new AppStateIq());
        SmallIqs.register(iqs, postman);
        StanzaRouter router = new StanzaRouter(
                directory,
                iqs,
                messages,
                new ReceiptRouter(directory, postman, clock),
                new AckDesk(),
                new PresenceRelay(directory),
                postman);

        noise = new NoiseServer(config.random(), clock.now());
        stanzaLog = new StanzaLog(config.stanzaLogLimit());
        phones = new Phones(
                config,
                directory,
                router,
                messages,
                bundles,
                postman,
                new PhoneLinking(directory, pairingDesk, unlinking),
                executor);
        Admission admission = new Admission(
                new PayloadCheck(config.minimumRevision()),
                directory,
                pairingDesk,
                router,
                postman,
                faults,
                clock,
                config.random());
        housekeeping = new Housekeeping(config, clock, directory, pairingDesk, connections);
        web = web(
                config.port(),
                new ServerParts(
                        noise, admission, clock, faults, stanzaLog, executor, config.queueLimit() + OUTBOX_SLACK));
    }

    private WebServer web(int port, ServerParts parts) {
        ControlApi control = new ControlApi(new PhoneCalls(this), new FaultCalls(faults));
        return WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .shutdownHook(false)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxPayloadSize(MAX_BODY)
                // The simulator itself drops silent clients, by its own clock.
                .idleConnectionTimeout(IDLE_LIMIT)
                .addProtocol(WsConfig.builder()
                        .maxFrameLength(ClientConnection.MAX_FRAME)
                        .build())
                .addRouting(HttpRouting.builder().register("/control", control))
                .addRouting(WsRouting.builder().endpoint("/ws/chat", () -> new ChatSocket(parts, connections)))
                .build();
    }

    void start() {
        web.start();
        ticker.scheduleWithFixedDelay(housekeeping::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        connections.each(_ -> true, ClientConnection::abort);
        web.stop();
        executor.shutdownNow();
    }

    URI uri(String scheme, String path) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return URI.create(scheme + "://" + host + ":" + web.port() + path);
    }

    byte[] rootKey() {
        return noise.root().bytes();
    }

    Phones phones() {
        return phones;
    }

    Faults faults() {
        return faults;
    }

    List<SeenStanza> stanzas(String phone) {
        return stanzaLog.of(phones.get(phone).phone());
    }
}
