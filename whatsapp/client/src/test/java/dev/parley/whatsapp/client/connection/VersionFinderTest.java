package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionFinderTest {
    private final AtomicInteger looks = new AtomicInteger();
    private volatile String script = "x=JSON.parse(\"{\\\"client_revision\\\":1040000001,\\\"y\\\":1}\")";
    private HttpServer server;
    private HttpClient http;

    @BeforeEach
    void start() throws IOException {
        http = HttpClient.newHttpClient();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sw.js", exchange -> {
            looks.incrementAndGet();
            byte[] body = script.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    @Test
    void findsTheRevisionInTheEscapedScriptAndRemembersIt() {
        VersionFinder finder = finder(Optional.empty());

        assertThat(finder.current()).hasToString("2.3000.1040000001");
        assertThat(finder.current()).hasToString("2.3000.1040000001");
        assertThat(looks).hasValue(1);
    }

    @Test
    void presentsTheBuiltInVersionWhenThereIsNone() {
        script = "nothing here";

        assertThat(finder(Optional.empty()).current()).isEqualTo(VersionFinder.BUILT_IN);
    }

    @Test
    void looksAgainWhenTheServerCallsTheVersionOutdated() {
        VersionFinder finder = finder(Optional.empty());
        ClientVersion outdated = finder.current();
        assertThat(finder.refresh(outdated)).as("no newer one yet").isFalse();

        script = "\"client_revision\":1040000002,";

        assertThat(finder.refresh(outdated)).isTrue();
        assertThat(finder.current()).hasToString("2.3000.1040000002");
    }

    @Test
    void anOverrideIsPresentedWithoutLooking() {
        VersionFinder finder = finder(ClientVersion.parse("2.3000.7"));

        assertThat(finder.current()).hasToString("2.3000.7");
        assertThat(finder.refresh(finder.current())).isFalse();
        assertThat(looks).hasValue(0);
    }

    private VersionFinder finder(Optional<ClientVersion> override) {
        URI webSocket = URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/ws/chat");
        return new VersionFinder(http, webSocket, override, InstantSource.system());
    }
}
