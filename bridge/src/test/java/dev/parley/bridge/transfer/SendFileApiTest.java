package dev.parley.bridge.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.Form;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.bridge.media.Samples;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.Dimensions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Files that callers send, with a device that does what the test says.
class SendFileApiTest {
    private static final String BOB = "15550310001@s.whatsapp.net";

    private final TestBridge bridge = TestBridge.shared();
    private final Linked session = bridge.linked();

    @Test
    void aJpegGoesAsItIs() {
        byte[] jpeg = Samples.turnedJpeg(400, 200, 6);

        String id = accepted(media(jpeg, "a.jpg").field("caption", "look"));

        Content.Image image = (Content.Image) sent(id);
        assertThat(uploaded(image.file().directPath().orElseThrow())).isEqualTo(jpeg);
        assertThat(image.caption()).contains("look");
        assertThat(image.dimensions()).contains(new Dimensions(200, 400));
        assertThat(image.file().mimetype()).contains("image/jpeg");
        byte[] thumbnail = image.thumbnail().orElseThrow().image().toByteArray();
        assertThat(thumbnail).hasSizeLessThan(8192);
        assertThat(size(thumbnail)).isEqualTo(new Dimensions(50, 100));
        JsonNode shown = message(id);
        assertThat(shown.path("type").asString()).isEqualTo("image");
        assertThat(shown.path("thumbnail").asString()).startsWith("data:image/jpeg;base64,");
        assertThat(fetch(id).body()).isEqualTo(jpeg);
    }

    @Test
    void aPngBecomesAJpeg() {
        String id = accepted(media(Samples.picture("png", 3000, 1500), "a.png"));

        Content.Image image = (Content.Image) sent(id);
        byte[] uploaded = uploaded(image.file().directPath().orElseThrow());
        assertThat(uploaded).startsWith(0xFF, 0xD8, 0xFF);
        assertThat(size(uploaded)).isEqualTo(new Dimensions(2560, 1280));
        assertThat(image.dimensions()).contains(new Dimensions(2560, 1280));
        assertThat(fetch(id).body()).isEqualTo(uploaded);
    }

    @Test
    void whatPhonesWouldNotShowGoesAsDocument() {
        Content.Document gif = (Content.Document) sent(accepted(media(Samples.movingGif(), "cat.gif")));
        Content.Document bomb = (Content.Document) sent(accepted(media(Samples.bomb(), "bomb.png")));
        Content.Document hevc =
                (Content.Document) sent(accepted(media(Samples.mp4("isom", "hvc1", 3, 640, 480, false), "film.mp4")));
        Content.Document broken = (Content.Document) sent(
                accepted(media(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3}, "x.jpg")));

        assertThat(gif.fileName()).contains("cat.gif");
        assertThat(gif.file().mimetype()).contains("image/gif");
        assertThat(bomb.file().mimetype()).contains("image/png");
        assertThat(bomb.thumbnail()).isEmpty();
        assertThat(hevc.file().mimetype()).contains("video/mp4");
        assertThat(broken.fileName()).contains("x.jpg");
    }

    @Test
    void aFilmInH264IsAVideo() {
        byte[] film = Samples.mp4("isom", "avc1", 12, 1920, 1080, true);

        String id = accepted(media(film, "film.bin"));

        Content.Video video = (Content.Video) sent(id);
        assertThat(video.duration()).isEqualTo(Duration.ofSeconds(12));
        assertThat(video.dimensions()).contains(new Dimensions(1080, 1920));
        assertThat(video.file().mimetype()).contains("video/mp4");
        assertThat(video.file().sidecar().isEmpty()).isFalse();
        assertThat(uploaded(video.file().directPath().orElseThrow())).isEqualTo(film);
        assertThat(message(id).path("duration").asInt()).isEqualTo(12);
    }

    @Test
    void aDocumentKeepsItsNameWithoutItsPath() {
        byte[] content = Samples.random(70_000);

        String id = accepted(media(content, "../../x/report.docx").field("caption", "the report"));

        Content.Document document = (Content.Document) sent(id);
        assertThat(document.fileName()).contains("report.docx");
        assertThat(document.caption()).contains("the report");
        assertThat(document.file().mimetype())
                .contains("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        assertThat(uploaded(document.file().directPath().orElseThrow())).isEqualTo(content);
    }

    @Test
    void aRecordingBecomesAVoiceNote() {
        String id = accepted(
                new Form()
                        .file("audio", "note.wav", "audio/wav", Samples.wav(2, 44_100))
                        .field("chatId", BOB),
                "audio");

        Content.Audio note = (Content.Audio) sent(id);
        assertThat(note.voiceNote()).isTrue();
        assertThat(note.duration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(note.waveform()).hasSize(64).contains(100);
        assertThat(note.file().mimetype()).contains("audio/ogg; codecs=opus");
        byte[] ogg = uploaded(note.file().directPath().orElseThrow());
        assertThat(new String(ogg, 0, 36, StandardCharsets.ISO_8859_1))
                .startsWith("OggS")
                .endsWith("OpusHead");
        assertThat(fetch(id).body()).isEqualTo(ogg);
        assertThat(fetch(id).headers().firstValue("Content-Type")).contains("audio/ogg; codecs=opus");
        HttpResponse<byte[]> wav = fetch(id, "?rendition=wav");
        assertThat(wav.headers().firstValue("Content-Type")).contains("audio/wav");
        assertThat(new String(wav.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(wav.body().length).isBetween(2 * 32_000, 2 * 32_000 + 4000);
        assertThat(fetch(id, "", "Accept", "audio/mp4,audio/wav;q=0.5")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("audio/wav");
        assertThat(fetch(id, "", "Accept", "*/*").headers().firstValue("Content-Type"))
                .contains("audio/ogg; codecs=opus");
        assertThat(fetch(id, "?rendition=wav", "Range", "bytes=1000-1999").body())
                .isEqualTo(java.util.Arrays.copyOfRange(wav.body(), 1000, 2000));
    }

    @Test
    void whatIsNoSoundIsRefused() {
        Answer answer = send(
                new Form()
                        .file("audio", "a.webm", "audio/webm", Samples.random(5000))
                        .field("chatId", BOB),
                "audio");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body().path("error").asString()).isNotBlank();
    }

    @Test
    void theSameIdempotencyKeySendsOnce() {
        byte[] content = Samples.random(3000);

        String first = accepted(media(content, "a.bin").field("idempotencyKey", "k1"));
        String second = accepted(media(content, "a.bin").field("idempotencyKey", "k1"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void formsThatCannotBeAreRefused() {
        assertThat(send(new Form().field("chatId", BOB), "media").status()).isEqualTo(400);
        assertThat(send(new Form().file("file", "a", "x/y", new byte[3]), "media")
                        .status())
                .isEqualTo(400);
        assertThat(send(new Form().file("file", "a", "x/y", new byte[0]).field("chatId", BOB), "media")
                        .status())
                .isEqualTo(400);
        assertThat(send(new Form().file("file", "a", "x/y", new byte[3]).field("chatId", "nobody"), "media")
                        .status())
                .isEqualTo(400);
        assertThat(send(media(new byte[3], "a").field("quotedMessageId", "none"), "media")
                        .status())
                .isEqualTo(404);
        assertThat(bridge.post("/sessions/" + session.id() + "/send/media", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(raw("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; na")
                        .status())
                .isEqualTo(400);
        assertThat(raw("multipart/form-data", "no boundary").status()).isEqualTo(400);
        assertThat(bridge.call(new Form()
                                .file("file", "a", "x/y", new byte[3])
                                .field("chatId", BOB)
                                .post(bridge.request("/sessions/nobody/send/media")))
                        .status())
                .isEqualTo(404);
    }

    private Answer raw(String contentType, String body) {
        return bridge.call(bridge.request("/sessions/" + session.id() + "/send/media")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void whatIsTooLargeIsRefusedAlsoWithoutALength() {
        byte[] large = new byte[(16 << 20) + 1];
        assertThat(send(media(large, "a.bin"), "media").status()).isEqualTo(413);
        assertThat(send(media(new byte[18 << 20], "a.bin"), "media")
                        .body()
                        .path("error")
                        .asString())
                .isEqualTo("The file must be at most 16 MiB");
        Form endless = media(new byte[18 << 20], "a.bin");
        var request = endless.post(bridge.request("/sessions/" + session.id() + "/send/media"))
                .build();
        Answer chunked = bridge.call(bridge.request("/sessions/" + session.id() + "/send/media")
                .header(
                        "Content-Type",
                        request.headers().firstValue("Content-Type").orElseThrow())
                .POST(BodyPublishers.fromPublisher(request.bodyPublisher().orElseThrow())));
        assertThat(chunked.status()).isEqualTo(413);
    }

    @Test
    void aFileThatNoServerTakesIsTriedAgain() {
        session.device().files().refuseWith(new WhatsAppException.TransferFailed("no"));
        byte[] content = Samples.random(1000);
        String id = accepted(media(content, "a.bin"));
        assertThat(message(id).path("status").asString()).isEqualTo("pending");

        session.device().files().refuseWith(null);

        assertThat(uploaded(((Content.Document) sent(id)).file().directPath().orElseThrow()))
                .isEqualTo(content);
    }

    @Test
    void aFileHoldsUpItsOwnChatOnlyAndCanStillBeChanged() {
        session.device().files().refuseWith(new WhatsAppException.TransferFailed("no"));
        String file = accepted(media(Samples.random(1000), "a.bin").field("caption", "teh plan"));
        String cancelled = accepted(media(Samples.random(1000), "b.bin"));
        String behind = text(BOB, "as I said");
        String other = text("15550310002@s.whatsapp.net", "hello");

        assertThat(session.device().nextHanded().message().id()).isEqualTo(other);
        assertThat(bridge.call(bridge.request("/sessions/" + session.id() + "/messages/" + file)
                                .header("Content-Type", "application/json")
                                .method("PATCH", BodyPublishers.ofString("{\"text\":\"the plan\"}")))
                        .status())
                .isEqualTo(200);
        assertThat(bridge.delete("/sessions/" + session.id() + "/messages/" + cancelled)
                        .status())
                .isEqualTo(200);
        assertThat(session.device().handedCount()).isZero();
        session.device().files().refuseWith(null);

        Content.Document document = (Content.Document) sent(file);
        assertThat(document.caption()).contains("the plan");
        assertThat(session.device().nextHanded().message().id()).isEqualTo(behind);
        TestBridge.await(() -> message(behind).path("status").asString().equals("sent"));
        assertThat(session.device().handedCount()).isZero();
        assertThat(message(cancelled).path("failureCode").asString()).isEqualTo("cancelled");
    }

    private String text(String chat, String text) {
        return bridge.post(
                        "/sessions/" + session.id() + "/send/text",
                        "{\"chatId\":\"" + chat + "\",\"text\":\"" + text + "\"}")
                .body()
                .path("messageId")
                .asString();
    }

    @Test
    void anUploadThatARestartCutShortIsMadeAgain() {
        TestDatabase database = TestDatabase.create();
        byte[] content = Samples.random(5000);
        String id;
        String sessionId;
        String digits;
        Map<String, String> data;
        try (TestBridge first = TestBridge.startOn(database)) {
            Linked linked = first.linked();
            sessionId = linked.id();
            digits = linked.digits();
            data = Map.of("PARLEY_DATA_DIR", first.dataDirectory().toString());
            linked.device().files().refuseWith(new WhatsAppException.TransferFailed("the connection broke"));
            id = first.call(media(content, "a.bin").post(first.request("/sessions/" + sessionId + "/send/media")))
                    .body()
                    .path("messageId")
                    .asString();
            TestBridge.await(() -> linked.device().files().refusals() > 0);
        }
        try (TestBridge second = TestBridge.startOn(database, data)) {
            FakeDevice device = second.engine().next();
            device.logIn(digits);
            FakeDevice.Handed handed = device.nextHanded();

            assertThat(handed.message().id()).isEqualTo(id);
            Content.Document document = (Content.Document)
                    ContentReader.read(handed.message().content()).orElseThrow().content();
            assertThat(device.files().content(document.file().directPath().orElseThrow()))
                    .isEqualTo(content);
        }
    }

    private Form media(byte[] content, String name) {
        return new Form()
                .file("file", name, "application/octet-stream", content)
                .field("chatId", BOB);
    }

    private String accepted(Form form) {
        return accepted(form, "media");
    }

    private String accepted(Form form, String path) {
        Answer answer = send(form, path);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("messageId").asString();
    }

    private Answer send(Form form, String path) {
        return bridge.call(form.post(bridge.request("/sessions/" + session.id() + "/send/" + path)));
    }

    /// What was handed to WhatsApp under this id.
    private Content sent(String id) {
        FakeDevice.Handed handed = session.device().nextHanded();
        assertThat(handed.message().id()).isEqualTo(id);
        return ContentReader.read(handed.message().content()).orElseThrow().content();
    }

    private byte[] uploaded(String path) {
        return session.device().files().content(path);
    }

    private JsonNode message(String id) {
        for (JsonNode message : bridge.get("/sessions/" + session.id() + "/chats/" + BOB + "/messages")
                .body()
                .path("messages")) {
            if (message.path("id").asString().equals(id)) {
                return message;
            }
        }
        throw new AssertionError("the message is not in its chat");
    }

    private HttpResponse<byte[]> fetch(String id) {
        return fetch(id, "");
    }

    private HttpResponse<byte[]> fetch(String id, String query, String... headers) {
        try {
            var request = bridge.request("/sessions/" + session.id() + "/messages/" + id + "/media" + query);
            return bridge.http()
                    .send(
                            (headers.length == 0 ? request : request.headers(headers)).build(),
                            BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Dimensions size(byte[] jpeg) {
        try {
            var image = javax.imageio.ImageIO.read(new ByteArrayInputStream(jpeg));
            return new Dimensions(image.getWidth(), image.getHeight());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
