package dev.parley.bridge.transfer;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.pn;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.MediaLoss;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// Files of incoming messages, with a device that does what the test says.
class MediaApiTest {
    private final long now = Instant.now().getEpochSecond();
    private static final Person BOB = pn("15550300001");

    private final TestBridge bridge = TestBridge.shared();
    private final Linked session = bridge.linked();

    @Test
    void aDocumentComesAsItWasSentAndIsFetchedOnce() {
        byte[] content = random(300_000);
        document("D1", content, "plan.bin", "application/octet-stream");

        HttpResponse<byte[]> first = get("D1");
        HttpResponse<byte[]> second = get("D1");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo(content);
        assertThat(second.body()).isEqualTo(content);
        assertThat(header(first, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(first, "Content-Disposition"))
                .startsWith("attachment;")
                .contains("filename=\"plan.bin\"");
        assertThat(header(first, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(first, "Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
        assertThat(header(first, "Content-Security-Policy")).contains("sandbox");
        assertThat(header(first, "ETag")).matches("\"[0-9a-f]{64}\"").isEqualTo(header(second, "ETag"));
        assertThat(session.device().files().downloads()).isEqualTo(1);
    }

    @Test
    void manyAtOnceShareOneFetch() throws Exception {
        byte[] content = random(200_000);
        document("D1", content, "a.bin", "application/octet-stream");
        CountDownLatch gate = session.device().files().holdDownloads();
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(bridge.http().sendAsync(request("D1").GET().build(), BodyHandlers.ofByteArray()));
        }
        session.device().files().awaitDownload();
        gate.countDown();

        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.get().body()).isEqualTo(content);
        }
        assertThat(session.device().files().downloads()).isEqualTo(1);
    }

    @Test
    void aPartIsServed() {
        byte[] content = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        document("D1", content, "a.txt", "text/plain");

        HttpResponse<byte[]> middle = get("D1", "Range", "bytes=5-14");
        HttpResponse<byte[]> end = get("D1", "Range", "bytes=9995-");
        HttpResponse<byte[]> last = get("D1", "Range", "bytes=-3");
        HttpResponse<byte[]> beyond = get("D1", "Range", "bytes=10000-");
        HttpResponse<byte[]> several = get("D1", "Range", "bytes=0-1,5-6");
        HttpResponse<byte[]> otherVersion = get("D1", "Range", "bytes=0-1", "If-Range", "\"other\"");

        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(new String(middle.body(), StandardCharsets.US_ASCII)).isEqualTo("5678901234");
        assertThat(header(middle, "Content-Range")).isEqualTo("bytes 5-14/10000");
        assertThat(header(middle, "Content-Length")).isEqualTo("10");
        assertThat(new String(end.body(), StandardCharsets.US_ASCII)).isEqualTo("56789");
        assertThat(new String(last.body(), StandardCharsets.US_ASCII)).isEqualTo("789");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */10000");
        assertThat(several.statusCode()).isEqualTo(200);
        assertThat(several.body()).hasSize(10_000);
        assertThat(otherVersion.statusCode()).isEqualTo(200);
    }

    @Test
    void aKnownVersionIsNotSentAgainAndHeadHasNoBody() {
        document("D1", random(1000), "a.bin", "application/octet-stream");
        String tag = header(get("D1"), "ETag");

        HttpResponse<byte[]> known = get("D1", "If-None-Match", tag);
        HttpResponse<byte[]> head = send(request("D1").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("1000");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whatABrowserWouldRunIsOnlySaved() {
        document("D1", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8), "x.html", "text/html");
        document(
                "D2",
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
                "x.svg",
                "image/svg+xml");

        for (String id : List.of("D1", "D2")) {
            assertThat(header(get(id), "Content-Type")).isEqualTo("application/octet-stream");
            assertThat(header(get(id), "Content-Disposition")).startsWith("attachment");
        }
    }

    @Test
    void aNameCannotLeaveItsHeaderOrItsFolder() {
        document("D1", random(10), "../../etc/\"pass\r\nSet-Cookie: a=b\u202Egpj.exe", "application/pdf");
        document("D2", random(10), "résumé 履歴書.pdf", "application/pdf");

        HttpResponse<byte[]> hostile = get("D1");
        assertThat(header(hostile, "Content-Disposition"))
                .doesNotContain("/", "..")
                .doesNotContain("\u202E");
        assertThat(hostile.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(header(get("D2"), "Content-Disposition"))
                .contains("filename*=UTF-8''r%C3%A9sum%C3%A9%20%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf");
    }

    @Test
    void smallPicturesAreFetchedBeforeAnybodyAsks() {
        byte[] content = jpeg();
        UploadedMedia file = session.device().files().put(MediaType.IMAGE, content);
        session.device().stored(message(BOB, "I1", false, now, image(file)));
        TestBridge.await(
                () -> session.device().files().downloads() == 1 && hash("I1").isPresent());
        session.device().files().remove(file.directPath());

        HttpResponse<byte[]> answer = get("I1");

        assertThat(answer.body()).isEqualTo(content);
        assertThat(header(answer, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(answer, "Content-Disposition")).startsWith("inline");
    }

    @Test
    void thePhoneUploadsAgainWhatWhatsAppLost() {
        byte[] content = random(5000);
        UploadedMedia file = document("D1", content, "a.bin", "application/octet-stream");
        session.device().files().remove(file.directPath());
        CompletableFuture<HttpResponse<byte[]>> answer =
                bridge.http().sendAsync(request("D1").GET().build(), BodyHandlers.ofByteArray());

        MessageKey asked = session.device().files().nextRequest();
        session.device().files().put("/o1/again", content);
        session.device().stored(new StoredEvent.MediaRefreshed(asked, "/o1/again"));

        assertThat(asked.id()).isEqualTo("D1");
        assertThat(asked.sender()).isEqualTo(BOB.preferred());
        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).isEqualTo(content);
    }

    @Test
    void whatThePhoneLostTooIsGoneAndRemembered() {
        UploadedMedia file = document("D1", random(10), "a.bin", "application/octet-stream");
        session.device().files().remove(file.directPath());
        CompletableFuture<HttpResponse<byte[]>> answer =
                bridge.http().sendAsync(request("D1").GET().build(), BodyHandlers.ofByteArray());
        session.device()
                .stored(new StoredEvent.MediaLost(session.device().files().nextRequest(), MediaLoss.NOT_ON_PHONE));

        assertThat(answer.join().statusCode()).isEqualTo(410);
        int downloads = session.device().files().downloads();
        assertThat(get("D1").statusCode()).isEqualTo(410);
        assertThat(session.device().files().downloads()).isEqualTo(downloads);
    }

    @Test
    void whatCannotBeHadNowIsSaid() {
        document("D1", random(10), "a.bin", "application/octet-stream");
        session.device().files().refuseWith(new WhatsAppException.TransferFailed("no"));
        assertThat(get("D1").statusCode()).isEqualTo(502);
        session.device().files().refuseWith(null);
        session.device().disconnect();
        assertThat(get("D1").statusCode()).isEqualTo(409);
        session.device().logIn(session.digits());
        assertThat(get("D1").statusCode()).isEqualTo(200);
        session.device().disconnect();
        assertThat(get("D1").statusCode()).isEqualTo(200);
    }

    @Test
    void theSameBytesAreKeptOnceAndNobodyElsesFileIsServed() {
        byte[] content = random(1234);
        document("D1", content, "a.bin", "application/octet-stream");
        document("D2", content, "b.bin", "application/octet-stream");
        Linked other = bridge.linked();

        get("D1");
        get("D2");

        assertThat(hash("D1")).isPresent().isEqualTo(hash("D2"));
        assertThat(send(bridge.request("/sessions/" + other.id() + "/messages/D1/media")
                                .GET())
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("unknown").statusCode()).isEqualTo(404);
        assertThat(send(bridge.request("/sessions/nobody/messages/D1/media").GET())
                        .statusCode())
                .isEqualTo(404);
    }

    private Optional<String> hash(String messageId) {
        return bridge.sql()
                .sql("select f.content_hash from message_file f join message m on m.seq = f.message"
                        + " where m.session_id = ? and m.whatsapp_id = ?")
                .params(session.id(), messageId)
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .single();
    }

    private UploadedMedia document(String id, byte[] content, String name, String mimetype) {
        UploadedMedia file = session.device().files().put(MediaType.DOCUMENT, content);
        session.device()
                .stored(message(
                        BOB,
                        id,
                        false,
                        now,
                        Message.newBuilder()
                                .setDocumentMessage(DocumentMessage.newBuilder()
                                        .setMimetype(mimetype)
                                        .setFileName(name)
                                        .setFileLength(content.length)
                                        .setMediaKey(ByteString.copyFrom(
                                                file.media().key().bytes()))
                                        .setFileSha256(ByteString.copyFrom(
                                                file.media().fileSha256().bytes()))
                                        .setFileEncSha256(ByteString.copyFrom(
                                                file.media().fileEncSha256().bytes()))
                                        .setDirectPath(file.directPath()))
                                .build()));
        return file;
    }

    private static Message image(UploadedMedia file) {
        return Message.newBuilder()
                .setImageMessage(ImageMessage.newBuilder()
                        .setMimetype("image/jpeg")
                        .setFileLength(file.media().fileLength())
                        .setMediaKey(ByteString.copyFrom(file.media().key().bytes()))
                        .setDirectPath(file.directPath()))
                .build();
    }

    private static byte[] jpeg() {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "jpeg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private HttpRequest.Builder request(String messageId, String... headers) {
        HttpRequest.Builder request = bridge.request("/sessions/" + session.id() + "/messages/" + messageId + "/media");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<byte[]> get(String messageId, String... headers) {
        return send(request(messageId, headers).GET());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return bridge.http().send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
