package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.simulator.media.MediaKind;
import dev.parley.simulator.media.PhoneFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The media servers as any client sees them, and files through the control API.
class MediaControlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Simulator simulator = Simulator.builder().build().start();
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder()
            .sslContext(trusting(simulator.mediaCaPem()))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
    private final SimulatedPhone bob = simulator.createPhone("15550002222", "Bob");

    @AfterEach
    void stop() {
        http.close();
        simulator.close();
    }

    @Test
    void aPhoneSendsAFileThatAFormBrings() {
        byte[] content = bytes(300_000);

        HttpResponse<byte[]> sent = send(control("/phones/15550001111/messages")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArray(form(content))));
        String id = json(sent).get("id").stringValue();

        PhoneFile file = bob.awaitFile(id, PATIENCE);
        assertThat(file.problem()).isEmpty();
        assertThat(file.caption()).contains("look");
        JsonNode described = json(send(control("/phones/15550002222/messages/" + id + "/file")));
        assertThat(described.get("kind").stringValue()).isEqualTo("document");
        assertThat(described.get("fileName").stringValue()).isEqualTo("a.bin");
        assertThat(described.get("sha256").stringValue())
                .isEqualTo(HexFormat.of().formatHex(sha256(content)));
        assertThat(send(control("/phones/15550002222/messages/" + id + "/file/content"))
                        .body())
                .isEqualTo(content);

        assertThat(send(control("/phones/15550002222/messages/" + id + "/file").DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(control("/phones/15550002222/messages/" + id + "/file/content"))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"/phones/15550001111/messages, 400", "/phones/15550009999/messages, 404"})
    void refusesAFormWithoutAFile(String path, int status) {
        assertThat(send(control(path)
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(BodyPublishers.ofString("--b--")))
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"media-status\",\"code\":503,\"retryAfter\":1,\"request\":\"upload\",\"times\":2}",
                "{\"kind\":\"media-cut\",\"bytes\":100}",
                "{\"kind\":\"media-slow\",\"bytesPerSecond\":100}",
                "{\"kind\":\"media-corrupt\",\"position\":100}",
                "{\"kind\":\"media-truncate\",\"bytes\":100}",
                "{\"kind\":\"media-pad\",\"bytes\":100}",
                "{\"kind\":\"media-redirect\",\"location\":\"https://elsewhere.example/\"}",
                "{\"kind\":\"media-expire\",\"code\":404}",
                "{\"kind\":\"media-auth\"}",
                "{\"kind\":\"clear\"}"
            })
    void takesEveryFaultOfMedia(String body) {
        assertThat(send(control("/faults").POST(BodyPublishers.ofString(body))).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesAnUploadUnderItsHashWithAndWithoutPadding(boolean padded) {
        byte[] body = bytes(1000);

        HttpResponse<byte[]> answer =
                send(upload("/mms/image", body, auth(), padded, "").POST(BodyPublishers.ofByteArray(body)));

        assertThat(answer.statusCode()).isEqualTo(200);
        String path = json(answer).get("direct_path").stringValue();
        assertThat(path).contains("?").contains("&oe=");
        assertThat(json(answer).get("url").stringValue()).isEqualTo("https://" + host() + path);
        assertThat(get(path + "&hash=x&mms-type=image&__wa-mms=").body()).isEqualTo(body);
        assertThat(get(path + "?auth=second&token=question-mark").body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mms/video",
                "/mms/audio",
                "/mms/document",
                "/mms/ptt",
                "/mms/gif",
                "/mms/ptv",
                "/mms/sticker",
                "/mms/sticker-pack",
                "/mms/thumbnail-sticker-pack",
                "/mms/thumbnail-link",
                "/mms/thumbnail-image",
                "/mms/thumbnail-video",
                "/mms/thumbnail-document",
                "/mms/md-msg-hist",
                "/mms/md-app-state",
                "/mms/group-history",
                "/product/image",
                ""
            })
    void takesUploadsToEveryFolderThatClientsUse(String folder) {
        byte[] body = bytes(26);

        assertThat(send(upload(folder, body, auth(), false, "").POST(BodyPublishers.ofByteArray(body)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesABodyWithAnotherHash() {
        byte[] body = bytes(1000);
        byte[] other = bytes(1000);

        assertThat(send(upload("/mms/image", body, auth(), false, "").POST(BodyPublishers.ofByteArray(other)))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesAnUploadWithoutPermission() {
        byte[] body = bytes(1000);
        String auth = auth();
        simulator.revokeUploadAuths();

        for (String refused : List.of("", "guessed", auth)) {
            assertThat(send(upload("/mms/image", body, refused, false, "").POST(BodyPublishers.ofByteArray(body)))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void tellsHowFarAnUploadCameAndLetsItGoOn() {
        byte[] body = bytes(500_000);
        String auth = auth();
        assertThat(resume(body, auth).get("resume").stringValue()).isEqualTo("0");

        simulator.mediaFaults().next(Request.UPLOAD, new MediaFault.Cut(200_000));
        try {
            http.send(
                    upload("/mms/document", body, auth, false, "")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException _) {
            // The connection is cut.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(resume(body, auth).get("resume").stringValue()).isEqualTo("200000");
        HttpResponse<byte[]> rest = send(upload("/mms/document", body, auth, false, "&file_offset=200000")
                .POST(BodyPublishers.ofByteArray(Arrays.copyOfRange(body, 200_000, body.length))));

        assertThat(rest.statusCode()).isEqualTo(200);
        JsonNode complete = resume(body, auth);
        assertThat(complete.get("resume").stringValue()).isEqualTo("complete");
        assertThat(get(complete.get("direct_path").stringValue()).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=100-, 100, 1000",
        "bytes=990-2000, 990, 1000",
    })
    void givesParts(String range, int from, int to) {
        byte[] body = bytes(1000);
        String path = publish(body);

        HttpResponse<byte[]> part = send(
                HttpRequest.newBuilder(URI.create("https://" + host() + path)).header("Range", range));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes " + from + "-" + (to - 1) + "/1000");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(body, from, to));
    }

    @Test
    void answersAPartBehindTheEndWith416() {
        String path = publish(bytes(10));

        assertThat(send(HttpRequest.newBuilder(URI.create("https://" + host() + path))
                                .header("Range", "bytes=10-"))
                        .statusCode())
                .isEqualTo(416);
    }

    @Test
    void nobodyGuessesAPath() {
        publish(bytes(10));

        assertThat(get("/v/t62.7118-24/1_2_n.enc?oe=1").statusCode()).isEqualTo(404);
    }

    @Test
    void aPhoneSaysWhatIsWrongWithAFile() {
        String id = ada.sendFile(
                "15550002222", MediaDraft.of(MediaKind.IMAGE, "image/jpeg"), new ByteArrayInputStream(bytes(10)));

        assertThat(bob.awaitFile(id, PATIENCE).problem()).isEmpty();
        assertThat(json(send(control("/phones/15550002222/messages")))
                        .get("messages")
                        .size())
                .isEqualTo(1);
    }

    private String publish(byte[] body) {
        return json(send(upload("/mms/image", body, auth(), false, "").POST(BodyPublishers.ofByteArray(body))))
                .get("direct_path")
                .stringValue();
    }

    private JsonNode resume(byte[] body, String auth) {
        return json(send(upload("/mms/document", body, auth, false, "&resume=1").POST(BodyPublishers.noBody())));
    }

    private HttpRequest.Builder upload(String folder, byte[] body, String auth, boolean padded, String more) {
        Base64.Encoder encoder =
                padded ? Base64.getUrlEncoder() : Base64.getUrlEncoder().withoutPadding();
        String token = encoder.encodeToString(sha256(body));
        return HttpRequest.newBuilder(URI.create("https://" + host() + folder + "/" + token + "?auth="
                + URLEncoder.encode(auth, StandardCharsets.UTF_8) + "&token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8) + more));
    }

    private HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(URI.create("https://" + host() + path)));
    }

    private HttpRequest.Builder control(String path) {
        return HttpRequest.newBuilder(URI.create(simulator.controlUrl() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode json(HttpResponse<byte[]> response) {
        return json.readTree(response.body());
    }

    private String auth() {
        return simulator.uploadAuth();
    }

    private String host() {
        return simulator.mediaHosts().getFirst();
    }

    private static byte[] form(byte[] content) {
        byte[] head = String.join(
                        "\r\n",
                        "--b",
                        "Content-Disposition: form-data; name=\"to\"",
                        "",
                        "15550002222",
                        "--b",
                        "Content-Disposition: form-data; name=\"caption\"",
                        "",
                        "look",
                        "--b",
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"",
                        "Content-Type: application/pdf",
                        "",
                        "")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] form = Arrays.copyOf(head, head.length + content.length + tail.length);
        System.arraycopy(content, 0, form, head.length, content.length);
        System.arraycopy(tail, 0, form, head.length + content.length, tail.length);
        return form;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext trusting(String pem) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "media",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
