package dev.parley.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An unmodified Baileys client in a Node process of its own (`baileys/agent.mjs`), linked to at most one
/// account.
///
/// Credentials, keys and what was received are kept in its folder: an agent that is started there again goes on
/// as the same device. It connects again by itself after a drop, and sends each text again, in order and under
/// its id, until the server acked it; texts without an ack are forgotten when the process ends. Thread-safe.
final class BaileysAgent implements AutoCloseable {
    /// Long enough for a busy machine; nothing here waits that long when all is well.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final Writer commands;
    private final EventLog<AgentEvent> events = new EventLog<>();
    private final AtomicInteger calls = new AtomicInteger();

    private BaileysAgent(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("baileys-events").start(this::readEvents);
    }

    /// Starts the process and connects. `folder` is created when missing; its `agent.log` is at the level that the
    /// environment's BAILEYS_LOG names.
    ///
    /// @param history whether it takes the history and the app state that the phone has for a new device
    static BaileysAgent start(Path folder, AgentServer server, boolean history) {
        new NpmInstall(InteropFolder.PATH).ensure();
        BaileysAgent agent = new BaileysAgent(launch(folder));
        agent.command(
                "connect",
                Map.of(
                        "folder", folder.toString(),
                        "url", server.webSocketUrl(),
                        "rootKey", server.rootKey(),
                        "media", Map.of("host", server.mediaHost(), "ca", server.mediaAuthority()),
                        "history", history));
        return agent;
    }

    private static Process launch(Path folder) {
        try {
            Files.createDirectories(folder);
            return new ProcessBuilder(List.of("node", "baileys/agent.mjs"))
                    .directory(InteropFolder.PATH.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("agent.log").toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("node could not be run; Node.js 20 or newer is needed", failure);
        }
    }

    /// Everything that the agent has reported.
    EventLog<AgentEvent> events() {
        return events;
    }

    String awaitQr() {
        return events.await(AgentEvent.Qr.class, qr -> true, PATIENCE).qr();
    }

    /// The first login.
    AgentEvent.Open awaitOpen() {
        return awaitOpens(1);
    }

    /// Waits until the agent has logged in `count` times since it was started; the last of them.
    AgentEvent.Open awaitOpens(int count) {
        return events.await(AgentEvent.Open.class, open -> true, count, PATIENCE)
                .getLast();
    }

    /// Sends a text under a new id, which it answers. `to` is the JID of a person: a phone number's or a LID.
    String send(String to, String text) {
        String id = "3EB0"
                + HexFormat.of()
                        .withUpperCase()
                        .toHexDigits(ThreadLocalRandom.current().nextLong());
        command("send", Map.of("id", id, "to", to, "text", text));
        return id;
    }

    AgentEvent.Acknowledged awaitAck(String id) {
        return events.await(AgentEvent.Acknowledged.class, ack -> ack.id().equals(id), PATIENCE);
    }

    AgentEvent.Receipt awaitReceipt(String id, String type) {
        return events.await(
                AgentEvent.Receipt.class,
                receipt -> receipt.ids().contains(id) && receipt.type().equals(type),
                PATIENCE);
    }

    AgentEvent.Text awaitText(String text) {
        return events.await(AgentEvent.Text.class, message -> message.text().equals(text), PATIENCE);
    }

    /// Waits until at least `count` texts arrived; all that did, in the order of their arrival.
    List<AgentEvent.Text> awaitTexts(int count, Duration timeout) {
        return events.await(AgentEvent.Text.class, message -> true, count, timeout);
    }

    /// Calls a function of Baileys' socket and waits for what it answers. Among the arguments [#key] and [#message]
    /// stand for a message that the account has sent or received, and [#bytes] for bytes. Not repeated when the
    /// connection breaks.
    ///
    /// @throws AssertionError when it failed or took too long
    JsonNode call(String method, Object... arguments) {
        return result(
                "call",
                Map.of("method", method, "args", Arrays.stream(arguments).toList()));
    }

    /// Sends any content that Baileys' `sendMessage` takes; the message's id.
    String sendContent(String to, Map<String, ?> content) {
        return sendContent(to, content, Map.of());
    }

    String sendContent(String to, Map<String, ?> content, Map<String, ?> options) {
        return call("sendMessage", to, content, options).path("key").path("id").stringValue();
    }

    /// The decrypted file of a message that the account has sent or received.
    byte[] download(String id) {
        return Base64.getDecoder()
                .decode(result("download", Map.of("message", id)).path("data").stringValue());
    }

    /// Asks the own phone for something, a PeerDataOperationRequestMessage in its JSON form; the id of the request.
    String ask(Map<String, ?> request) {
        return result("ask", Map.of("request", request)).stringValue();
    }

    /// Stands for a message among the arguments of a call.
    static Map<String, ?> message(String id) {
        return Map.of("$message", id);
    }

    /// Stands for the key of a message among the arguments of a call.
    static Map<String, ?> key(String id) {
        return Map.of("$key", id);
    }

    /// Stands for bytes among the arguments of a call.
    static Map<String, ?> bytes(byte[] bytes) {
        return Map.of("type", "Buffer", "data", Base64.getEncoder().encodeToString(bytes));
    }

    private JsonNode result(String command, Map<String, ?> parameters) {
        String id = Integer.toString(calls.incrementAndGet());
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("id", id);
        command(command, all);
        AgentEvent.Result result = events.await(
                AgentEvent.Result.class, candidate -> candidate.id().equals(id), PATIENCE);
        if (result.error() != null) {
            throw new AssertionError("Baileys failed at " + parameters.get("method") + ": " + result.error());
        }
        return result.value();
    }

    /// Waits for something that Baileys told under that name. Most of its events carry a list: it is an item of
    /// the list that is `wanted` and answered.
    JsonNode awaitTold(String name, Predicate<JsonNode> wanted) {
        AgentEvent.Told event = events.await(
                AgentEvent.Told.class,
                told -> told.name().equals(name) && items(told).anyMatch(wanted),
                PATIENCE);
        return items(event).filter(wanted).findFirst().orElseThrow();
    }

    private static Stream<JsonNode> items(AgentEvent.Told told) {
        JsonNode list = told.name().equals("messages.upsert") ? told.data().path("messages") : told.data();
        return list.isArray() ? list.valueStream() : Stream.of(list);
    }

    /// Waits for the message of that id and answers its content, a protobuf Message in its JSON form.
    JsonNode awaitContent(String id) {
        return awaitTold(
                        "messages.upsert",
                        message -> message.path("key").path("id").asString().equals(id) && message.has("message"))
                .path("message");
    }

    /// Breaks the connection without a word to the server.
    void drop() {
        command("drop", Map.of());
    }

    /// Takes the device off the account.
    void logout() {
        command("logout", Map.of());
    }

    /// Ends the process, after what it has received so far is on disk.
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                command("stop", Map.of());
            }
            if (!process.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the Baileys agent did not stop within " + STOP_DEADLINE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    void command(String name, Map<String, ?> parameters) {
        var line = JSON.createObjectNode().put("command", name);
        parameters.forEach((key, value) -> line.putPOJO(key, value));
        synchronized (commands) {
            try {
                commands.write(JSON.writeValueAsString(line) + "\n");
                commands.flush();
            } catch (IOException failure) {
                throw new UncheckedIOException("the Baileys agent takes no commands any more", failure);
            }
        }
    }

    private void readEvents() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(line -> JSON.readValue(line, AgentEvent.class)).forEach(events::add);
        } catch (IOException | UncheckedIOException ended) {
            events.add(new AgentEvent.Failed("the agent's events ended: " + ended.getMessage()));
        }
    }
}
