package dev.parley.bridge;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.Settings;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.bridge.engine.FakeEngine;
import dev.parley.database.TestDatabase;
import dev.parley.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A bridge on a real PostgreSQL with a fake engine. One is shared by all tests of the JVM; a test that needs its
/// own, to stop it, starts it.
public final class TestBridge implements AutoCloseable {
    public static final String KEY = "test-key";
    public static final String ORIGIN = "https://inbox.example";
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final TestDatabase database;
    private final BridgeConfig config;
    private final FakeEngine engine = new FakeEngine();
    private final Bridge bridge;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile @Nullable ApiContract contract;

    private TestBridge(TestDatabase database, BridgeConfig config, Function<FakeEngine, Bridge> start) {
        this.database = database;
        this.config = config;
        this.bridge = start.apply(engine);
    }

    public static TestBridge shared() {
        return Shared.INSTANCE;
    }

    public static TestBridge startOn(TestDatabase database) {
        return startOn(database, Map.of());
    }

    /// @param settings beside those that every bridge needs
    public static TestBridge startOn(TestDatabase database, Map<String, String> settings) {
        BridgeConfig config = config(database.url(), settings);
        return new TestBridge(database, config, engine -> Bridge.start(config, engine));
    }

    /// With the real engine, which finds the simulator where WhatsApp would be; [#engine()] makes no devices
    /// then.
    public static TestBridge startOn(TestDatabase database, Simulator simulator) {
        BridgeConfig config = config(
                database.url(),
                Map.of(
                        "PARLEY_WHATSAPP_URL",
                        simulator.webSocketUrl().toString(),
                        "PARLEY_WHATSAPP_ROOT_KEY",
                        HexFormat.of().formatHex(simulator.rootKey()),
                        "PARLEY_WHATSAPP_MEDIA_CA",
                        file(simulator.mediaCaPem()).toString()));
        return new TestBridge(database, config, _ -> Bridge.start(config));
    }

    public static BridgeConfig config(String databaseUrl, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "WHATSAPP_BRIDGE_PORT",
                "0",
                "WHATSAPP_BRIDGE_API_KEY",
                KEY,
                "DATABASE_URL",
                databaseUrl,
                "PARLEY_ALLOWED_ORIGINS",
                ORIGIN,
                "PARLEY_ENCRYPTION_KEY",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "PARLEY_DATA_DIR",
                temporaryDirectory().toString()));
        settings.putAll(more);
        return BridgeConfig.of(Settings.of(settings));
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("parley-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String content) {
        try {
            return Files.writeString(temporaryDirectory().resolve("media-ca.pem"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An answer and its JSON.
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {}

    public Answer get(String path) {
        return call(request(path).GET());
    }

    public Answer delete(String path) {
        return call(request(path).DELETE());
    }

    public Answer post(String path, String json) {
        return call(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public Answer patch(String path, String json) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20)).header("x-api-key", KEY);
    }

    public Answer call(HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.build();
            HttpResponse<String> response = http.send(sent, BodyHandlers.ofString());
            document().check(sent, response);
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + bridge.port() + path);
    }

    public HttpClient http() {
        return http;
    }

    public int port() {
        return bridge.port();
    }

    /// A part of the running bridge.
    public <T> T bean(Class<T> type) {
        return bridge.bean(type);
    }

    public Path dataDirectory() {
        return config.dataDirectory();
    }

    public FakeEngine engine() {
        return engine;
    }

    public JdbcClient sql() {
        return JdbcClient.create(database.dataSource());
    }

    /// A session that is linked and connected, and the device behind it.
    ///
    /// @param digits its number
    public record Linked(String id, FakeDevice device, String digits) {}

    public Linked linked() {
        String id = open(UUID.randomUUID().toString(), 1);
        FakeDevice device = engine.next();
        String digits = newNumber();
        device.link(digits);
        return new Linked(id, device, digits);
    }

    public String open(String userId, int slot) {
        return post("/sessions", "{\"userId\":\"" + userId + "\",\"slot\":" + slot + "}")
                .body()
                .path("sessionId")
                .asString();
    }

    /// A number that no other test uses.
    public static String newNumber() {
        return "1555" + String.format("%07d", NUMBERS.incrementAndGet());
    }

    /// Waits until something is so; for what happens on other threads and has no event to wait for.
    public static void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    public JsonNode status(String sessionId) {
        return get("/sessions/" + sessionId + "/status").body();
    }

    /// Waits until a session's status is as it should be.
    public JsonNode awaitStatus(String sessionId, Predicate<JsonNode> condition) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> status(sessionId), condition);
    }

    public void awaitStatus(String sessionId, String status, Optional<String> reason) {
        await(() -> {
            JsonNode view = get("/sessions/" + sessionId + "/status").body();
            return view.path("status").asString("").equals(status)
                    && view.path("reason").asString("").equals(reason.orElse(""));
        });
    }

    @Override
    public void close() {
        bridge.close();
    }

    /// What the bridge says of itself; every answer to [#call] is checked against it.
    ApiContract document() {
        ApiContract known = contract;
        if (known == null) {
            known = ApiContract.read(http, uri("/openapi.json"));
            contract = known;
        }
        return known;
    }

    private static final class Shared {
        private static final TestBridge INSTANCE = startOn(TestDatabase.create());
    }
}
