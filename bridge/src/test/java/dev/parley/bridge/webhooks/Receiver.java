package dev.parley.bridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody's web server that webhooks are sent to.
final class Receiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /// A request as it came.
    record Received(String path, String signature, String timestamp, String eventId, String text) {
        JsonNode body() {
            return JSON.readTree(text);
        }

        String content() {
            return body().path("data").path("message").path("content").asString("");
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    /// @param status the answer to each
    Receiver(ToIntFunction<Received> status) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, status));
        server.start();
    }

    private void answer(HttpExchange exchange, ToIntFunction<Received> status) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("X-Parley-Signature"),
                    exchange.getRequestHeaders().getFirst("X-Parley-Timestamp"),
                    exchange.getRequestHeaders().getFirst("X-Parley-Event-Id"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            received.add(request);
            int answer = status.applyAsInt(request);
            if (answer / 100 == 3) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    Received next() {
        try {
            Received next = received.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("a request").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<Received> take(int count) {
        List<Received> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(next());
        }
        return taken;
    }

    boolean isQuiet() {
        return received.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
