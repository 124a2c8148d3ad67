package dev.parley.bridge.webhooks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One POST over a connection of its own, in HTTP/1.1 (RFC 9112). The JDK's client looks names up itself and would
/// connect to another address than the one that was checked; of the answer only the status is wanted, so there is
/// little to it. Redirects are not followed.
final class WebhookRequest {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// For all of it, however slowly the bytes come.
    private static final Duration TOTAL = Duration.ofSeconds(15);

    /// An answer's body is read so far, lest the receiver is cut off while it still writes.
    private static final int MOST_BODY_BYTES = 16 * 1024;

    private static final Duration BODY_PAUSE = Duration.ofMillis(250);
    private static final int MOST_HEAD_BYTES = 16 * 1024;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");

    private final SSLSocketFactory tls;

    WebhookRequest(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /// Blocks, 15 s at most.
    ///
    /// @param address the checked address of the URL's host
    /// @param headers without line breaks
    /// @return the status
    /// @throws IOException when there is no answer; its message is for the list of failed deliveries
    int post(WebhookUrl url, InetAddress address, Map<String, String> headers, byte[] body) throws IOException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (Socket socket = new Socket()) {
            CompletableFuture<Void> deadline = ended.orTimeout(TOTAL.toMillis(), TimeUnit.MILLISECONDS);
            var _ = deadline.whenComplete((_, timeout) -> {
                if (timeout != null) {
                    close(socket);
                }
            });
            socket.connect(new InetSocketAddress(address, url.port()), (int) CONNECT.toMillis());
            return exchange(url.secure() ? secured(socket, url) : socket, url, headers, body);
        } catch (SocketTimeoutException _) {
            throw new IOException("no answer in time");
        } catch (IOException e) {
            throw ended.isCompletedExceptionally() ? new IOException("no answer in time") : e;
        } finally {
            ended.complete(null);
        }
    }

    private Socket secured(Socket socket, WebhookUrl url) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, url.host(), url.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static int exchange(Socket socket, WebhookUrl url, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head =
                new StringBuilder("POST " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        int status = status(new Head(new BufferedInputStream(socket.getInputStream())));
        drain(socket);
        return status;
    }

    private static int status(Head head) throws IOException {
        while (true) {
            Matcher line = STATUS_LINE.matcher(head.line());
            if (!line.matches()) {
                throw new IOException("the answer is not HTTP");
            }
            while (!head.line().isEmpty()) {
                // Headers say nothing that is needed.
            }
            int status = Integer.parseInt(line.group(1));
            if (status >= FIRST_FINAL_STATUS) {
                return status;
            }
        }
    }

    private static void drain(Socket socket) {
        try {
            socket.setSoTimeout((int) BODY_PAUSE.toMillis());
            var _ = socket.getInputStream().readNBytes(MOST_BODY_BYTES);
        } catch (IOException _) {
            // The status is there; the rest is courtesy.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no more use either way.
        }
    }

    /// The lines before the body, which together have a bound.
    private static final class Head {
        private final InputStream in;
        private int left = MOST_HEAD_BYTES;

        Head(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (left-- > 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the connection was closed without an answer");
                }
                if (next == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                }
                line.write(next);
            }
            throw new IOException("the answer's head is too long");
        }
    }
}
