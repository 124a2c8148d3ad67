package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ApiDocumentTest {
    private final TestBridge bridge = TestBridge.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs",
                "/docs/swagger-ui/swagger-ui.css",
                "/docs/swagger-ui/swagger-ui-bundle.js",
                "/docs/docs.js",
                "/openapi.json"
            })
    void aBrowserIsAskedForTheKeyAndShowsItAsAPassword(String path) throws Exception {
        HttpResponse<String> refused = get(HttpRequest.newBuilder(bridge.uri(path)));
        HttpResponse<String> wrong =
                get(HttpRequest.newBuilder(bridge.uri(path)).header("Authorization", basic("wrong")));
        HttpResponse<String> shown =
                get(HttpRequest.newBuilder(bridge.uri(path)).header("Authorization", basic(TestBridge.KEY)));
        HttpResponse<String> header = get(bridge.request(path));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'");
        assertThat(header.statusCode()).isEqualTo(200);
    }

    @Test
    void thePasswordOpensNothingElse() throws Exception {
        HttpResponse<String> answer = get(HttpRequest.newBuilder(bridge.uri("/sessions?userId=x"))
                .header("Authorization", basic(TestBridge.KEY)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Test
    void saysWhichFieldsAreAlwaysThere() {
        JsonNode document = bridge.get("/openapi.json").body();
        JsonNode session = document.at("/components/schemas/SessionInfo");

        assertThat(session.path("required").valueStream().map(JsonNode::asString))
                .contains("id", "userId", "slot", "phone", "status");
        assertThat(session.at("/properties/phone/nullable").asBoolean()).isTrue();
        assertThat(document.at("/components/schemas/ChatInfo/required")
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("id", "name")
                .doesNotContain("lastMessage");
    }

    @Test
    void countsForPrometheus() throws Exception {
        bridge.linked();

        HttpResponse<String> metrics = get(bridge.request("/metrics"));

        assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(metrics.body().lines().filter(line -> line.startsWith("parley_")))
                .anyMatch(line -> line.startsWith("parley_sessions{status=\"connected\"}"))
                .anyMatch(line -> line.startsWith("parley_messages_received_total"))
                .anyMatch(line -> line.startsWith("parley_outbox_waiting"));
    }

    private HttpResponse<String> get(HttpRequest.Builder request) throws IOException, InterruptedException {
        return bridge.http().send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("any:" + password).getBytes(StandardCharsets.UTF_8));
    }
}
