package dev.parley.bridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRequestTest {
    private final InetAddress here = InetAddress.getLoopbackAddress();

    @Test
    void connectsToTheCheckedAddressAndNamesTheHost() throws IOException {
        try (ServerSocket server = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(post("http://hooks.example:" + server.getLocalPort() + "/a?b=c"))
                    .isEqualTo(200);
        }
        try (Receiver receiver = new Receiver(_ -> 200)) {
            assertThat(post("http://hooks.example:" + receiver.port() + "/a?b=c"))
                    .isEqualTo(200);
            assertThat(receiver.next().path()).isEqualTo("/a?b=c");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 204 No Content~~                        | 204",
                "HTTP/1.0 500~Server: x~~                         | 500",
                "HTTP/1.1 100 Continue~~HTTP/1.1 202 Accepted~~   | 202",
                "HTTP/1.1 404 Not Found~Content-Length: 99999~~x  | 404",
            })
    void understandsTheStatus(String answer, int status) throws IOException {
        try (ServerSocket server = server(answer.strip().replace("~", "\r\n"))) {
            assertThat(post("http://hooks.example:" + server.getLocalPort() + "/"))
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "SMTP ready~~", "HTTP/2 200~~", "HTTP/1.1 999 x~~", "HTTP/1.1 20~~"})
    void whatIsNotHttpIsAnError(String answer) throws IOException {
        try (ServerSocket server = server(answer.replace("~", "\r\n"))) {
            assertThatThrownBy(() -> post("http://hooks.example:" + server.getLocalPort() + "/"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHeadWithoutEndIsAnError() throws IOException {
        try (ServerSocket server = server("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000))) {
            assertThatThrownBy(() -> post("http://hooks.example:" + server.getLocalPort() + "/"))
                    .hasMessage("the answer's head is too long");
        }
    }

    @Test
    void aReceiverThatSendsAByteNowAndThenIsLeft() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, here)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    while (!socket.isClosed()) {
                        socket.getOutputStream().write('H');
                        Thread.sleep(500);
                    }
                } catch (IOException | InterruptedException _) {
                    // Left.
                }
            });
            assertThatThrownBy(() -> post("http://hooks.example:" + server.getLocalPort() + "/"))
                    .hasMessage("no answer in time");
        }
    }

    @Test
    void aReceiverThatCannotProveItsNameIsNotTrusted() throws IOException {
        try (ServerSocket server = server("HTTP/1.1 200 OK\r\n\r\n")) {
            assertThatThrownBy(() -> post("https://hooks.example:" + server.getLocalPort() + "/"))
                    .isInstanceOf(SSLException.class);
        }
    }

    private int post(String url) throws IOException {
        return new WebhookRequest((SSLSocketFactory) SSLSocketFactory.getDefault())
                .post(WebhookUrl.parse(url), here, Map.of("X-A", "b"), "{}".getBytes(StandardCharsets.UTF_8));
    }

    /// Answers one request, whatever it is.
    private ServerSocket server(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, here);
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                byte[] request = new byte[4096];
                var _ = socket.getInputStream().read(request);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // The other side has left.
            }
        });
        return server;
    }
}
