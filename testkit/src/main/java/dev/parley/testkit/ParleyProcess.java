package dev.parley.testkit;

import dev.parley.simulator.Simulator;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Parley as its users run it: the executable jar, all in one process, pointed at a simulator. Data and ports
/// stay the same across restarts. One thread at a time starts and stops it; requests come from any.
public final class ParleyProcess implements AutoCloseable {
    /// What requests are sent with.
    public static final String API_KEY = "testkit-key";

    /// How often a status is asked for while it is waited for.
    public static final Duration GLANCE = Duration.ofMillis(20);

    private static final Path JAR = Path.of("app/target/parley.jar");
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Simulator simulator;
    private final Map<String, String> settings;
    private final int port = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Process process;

    /// Starts Parley and waits until it says that it is ready.
    ///
    /// @param folder for its data and its log; kept when it is stopped
    public ParleyProcess(Path folder, Simulator simulator) {
        this(folder, simulator, Map.of());
    }

    /// The same with settings beside those that it needs.
    ///
    /// @param settings environment variables
    public ParleyProcess(Path folder, Simulator simulator, Map<String, String> settings) {
        this.folder = folder;
        this.simulator = simulator;
        this.settings = Map.copyOf(settings);
        this.process = launch();
    }

    /// The answer to a request.
    public record Answer(int status, JsonNode body) {
        public String text(String field) {
            return body.path(field).asString("");
        }
    }

    /// Stops Parley as a service manager would, and starts it again.
    public void restart() {
        stop();
        process = launch();
    }

    /// Starts Parley again, after [#stop] or [#kill].
    public void start() {
        process = launch();
    }

    /// Sends SIGKILL: Parley ends wherever it is. Its PostgreSQL is left behind running, and is ended by the
    /// next start.
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Starts Parley again and kills it before it is ready.
    ///
    /// @param life how long it is left alone
    public void startAndKill(Duration life) {
        try {
            process = begin();
            process.waitFor(life.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
        }
    }

    /// Restarts the PostgreSQL under the running Parley as after a crash: connections break, transactions
    /// that were not committed are gone.
    public void restartDatabase() {
        Path postgres = folder.resolve("data/postgresql");
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        try (Stream<Path> files = Files.walk(postgres)) {
            command.add(files.filter(file -> file.endsWith("bin/pg_ctl"))
                    .findFirst()
                    .orElseThrow()
                    .toString());
            String cluster = postgres.resolve("cluster").toString();
            String log = postgres.resolve("server.log").toString();
            command.addAll(List.of("restart", "-D", cluster, "-l", log, "-m", "immediate", "-w"));
            Process restart = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pg_ctl.log").toFile())
                    .start();
            if (!restart.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS) || restart.exitValue() != 0) {
                throw new IllegalStateException("PostgreSQL did not restart; see pg_ctl.log in " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Sends SIGTERM and waits.
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Parley did not stop within " + STOP_DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Where the bridge listens.
    public int port() {
        return port;
    }

    /// What it logs, of all its runs.
    public Path log() {
        return folder.resolve("parley.log");
    }

    /// The running process, for measurements.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Asks the bridge, and once more as long as it does not answer because it is being restarted.
    public Answer request(String method, String path, Map<String, ?> body) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (true) {
            try {
                return requestOnce(method, path, body);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new UncheckedIOException(e);
                }
                pause();
            }
        }
    }

    /// Sends a form with one file, once: what comes of it, the caller must ask again with its idempotency key.
    ///
    /// @throws IOException when Parley is not there, or went away before it answered
    public Answer upload(String path, Map<String, String> fields, String fileField, byte[] file) throws IOException {
        String boundary = "parley-testkit-boundary";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(
                ("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + fileField
                        + "\"; filename=\"file.bin\"\r\ncontent-type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = exchange(
                request(path)
                        .header("content-type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    /// The content of a message's file.
    public byte[] media(String session, String messageId) {
        try {
            HttpResponse<byte[]> response = exchange(
                    request("/sessions/" + session + "/messages/" + messageId + "/media")
                            .GET()
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new AssertionError("the file of a message is answered with " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates a session for a user that only this test knows, and answers its id.
    public String createSession(String userId, int slot) {
        return request("POST", "/sessions", Map.of("userId", userId, "slot", slot))
                .text("sessionId");
    }

    /// Removes a session.
    public void delete(String session) {
        request("DELETE", "/sessions/" + session, Map.of());
    }

    public Answer status(String session) {
        return request("GET", "/sessions/" + session + "/status", Map.of());
    }

    public String awaitQr(String session) {
        return awaitStatus(session, status -> !status.text("qr").isEmpty()).text("qr");
    }

    public void awaitConnected(String session) {
        awaitStatus(session, status -> status.text("status").equals("connected"));
    }

    /// Waits until the messages of a chat are as they should be.
    public void awaitMessages(String session, String chat, Predicate<List<JsonNode>> condition) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (!condition.test(messages(session, chat))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the messages of a chat are not as they should be");
            }
            pause();
        }
    }

    /// All messages of a chat, oldest first.
    public List<JsonNode> messages(String session, String chat) {
        List<JsonNode> all = new ArrayList<>();
        String before = "";
        while (true) {
            Answer page = request(
                    "GET", "/sessions/" + session + "/chats/" + chat + "/messages?limit=200" + before, Map.of());
            List<JsonNode> messages = new ArrayList<>();
            page.body().path("messages").forEach(messages::add);
            if (messages.isEmpty()) {
                return all;
            }
            all.addAll(0, messages);
            before = "&before=" + messages.getFirst().path("id").asString();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        http.close();
    }

    private Answer awaitStatus(String session, Predicate<Answer> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Answer answer = status(session);
            if (condition.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the session is still " + answer.body());
            }
            pause();
        }
    }

    private Answer requestOnce(String method, String path, Map<String, ?> body) throws IOException {
        HttpRequest.BodyPublisher publisher = body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        HttpResponse<String> response = exchange(
                request(path)
                        .header("content-type", "application/json")
                        .method(method, publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("x-api-key", API_KEY);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process launch() {
        try {
            Process started = begin();
            awaitReady(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process begin() throws IOException {
        Path jar = jar();
        Files.createDirectories(folder);
        Path mediaCa = Files.writeString(folder.resolve("media-ca.pem"), simulator.mediaCaPem());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-jar",
                jar.toString(),
                "start");
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(freePort()),
                        "WHATSAPP_BRIDGE_PORT", Integer.toString(port),
                        "WHATSAPP_BRIDGE_API_KEY", API_KEY,
                        "PARLEY_DATA_DIR", folder.resolve("data").toString(),
                        "PARLEY_WHATSAPP_URL", simulator.webSocketUrl().toString(),
                        "PARLEY_WHATSAPP_ROOT_KEY", HexFormat.of().formatHex(simulator.rootKey()),
                        "PARLEY_WHATSAPP_MEDIA_CA", mediaCa.toString()));
        builder.environment().putAll(settings);
        builder.environment().putAll(settings);
        return builder.directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("parley.log").toFile()))
                .start();
    }

    /// The jar in this folder or in one above it: tests run in their module's folder.
    private static Path jar() {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(JAR))) {
                return above.resolve(JAR);
            }
        }
        throw new IllegalStateException(JAR + " is missing: ./parley test builds it");
    }

    private void awaitReady(Process started) throws IOException {
        // The one line that Parley prints; nothing else comes on this stream.
        BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (line == null || !line.contains("is ready")) {
            started.destroyForcibly();
            throw new IllegalStateException("Parley did not start; see " + log());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
