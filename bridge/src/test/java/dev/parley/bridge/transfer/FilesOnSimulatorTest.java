package dev.parley.bridge.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.Form;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.media.Samples;
import dev.parley.database.TestDatabase;
import dev.parley.simulator.MediaRetryAnswer;
import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.simulator.media.MediaKind;
import dev.parley.simulator.media.PhoneFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Files between a bridge with the real engine and the simulator's phones, over its media servers, whose certificates
/// the bridge trusts because its configuration names their authority.
class FilesOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int GONE = 410;
    private static final Simulator SIMULATOR = Simulator.builder().build().start();
    private static final TestBridge BRIDGE = TestBridge.startOn(TestDatabase.create(), SIMULATOR);

    private final SimulatedPhone ada = SIMULATOR.createPhone(TestBridge.newNumber(), "Ada");
    private final SimulatedPhone bob = SIMULATOR.createPhone(TestBridge.newNumber(), "Bob");
    private final String session = linked();

    @AfterAll
    static void stop() {
        BRIDGE.close();
        SIMULATOR.close();
    }

    private String linked() {
        String id = BRIDGE.open(UUID.randomUUID().toString(), 1);
        JsonNode status = BRIDGE.awaitStatus(id, view -> view.has("qr"));
        assertThat(ada.scan(status.path("qr").asString())).isInstanceOf(ScanResult.Linked.class);
        BRIDGE.awaitStatus(id, view -> view.path("status").asString().equals("connected"));
        return id;
    }

    @Test
    void whatAPhoneSendsIsFetchedByteForByte() throws Exception {
        byte[] picture = Samples.picture("jpeg", 300, 200);
        byte[] document = Samples.random(1_500_000);
        byte[] voice = Samples.random(4000);

        String image = bob.sendFile(
                ada.phone(), MediaDraft.of(MediaKind.IMAGE, "image/jpeg").captioned("sea"), in(picture));
        String plan = bob.sendFile(
                ada.phone(),
                MediaDraft.of(MediaKind.DOCUMENT, "application/pdf").named("plan.pdf"),
                in(document));
        String note = bob.sendFile(ada.phone(), MediaDraft.of(MediaKind.VOICE, "audio/ogg; codecs=opus"), in(voice));

        assertThat(awaitMessage(image).path("caption").asString()).isEqualTo("sea");
        assertThat(awaitMessage(plan).path("filename").asString()).isEqualTo("plan.pdf");
        assertThat(awaitMessage(note).path("voice").asBoolean()).isTrue();
        assertThat(fetch(image).body()).isEqualTo(picture);
        assertThat(fetch(plan).body()).isEqualTo(document);
        assertThat(fetch(note).body()).isEqualTo(voice);
    }

    @Test
    void whatTheBridgeSendsIsDecryptedByThePhone() throws Exception {
        byte[] picture = Samples.picture("jpeg", 300, 200);
        byte[] film = Samples.mp4("isom", "avc1", 3, 320, 240, false);
        byte[] document = Samples.random(700_000);

        assertReceived(send("media", form("file", picture).field("caption", "hello")), MediaKind.IMAGE, picture);
        assertReceived(send("media", form("file", film)), MediaKind.VIDEO, film);
        PhoneFile received = assertReceived(send("media", form("file", document)), MediaKind.DOCUMENT, document);
        assertThat(received.fileName()).contains("a.bin");
        String note = send("audio", form("audio", Samples.wav(3, 48_000)));
        PhoneFile heard = bob.awaitFile(note, PATIENCE);
        assertThat(heard.kind()).isEqualTo(MediaKind.VOICE);
        assertThat(heard.mimetype()).isEqualTo("audio/ogg; codecs=opus");
        assertThat(heard.problem()).isEmpty();
        assertThat(heard.sidecar()).isTrue();
        assertThat(Files.readAllBytes(bob.fileContent(note).orElseThrow()))
                .isEqualTo(fetch(note).body());
    }

    @Test
    void whatWhatsAppLostThePhoneUploadsAgain() {
        byte[] document = Samples.random(20_000);
        String id = bob.sendFile(ada.phone(), MediaDraft.of(MediaKind.DOCUMENT, "application/pdf"), in(document));
        awaitMessage(id);
        TestBridge.await(() -> ada.file(id).isPresent());
        SIMULATOR.media().expireAll(GONE);

        HttpResponse<byte[]> answer = fetch(id);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(document);
    }

    @Test
    void whatThePhoneLostTooIsGone() {
        String id = bob.sendFile(
                ada.phone(), MediaDraft.of(MediaKind.DOCUMENT, "application/pdf"), in(Samples.random(20_000)));
        awaitMessage(id);
        TestBridge.await(() -> ada.file(id).isPresent());
        SIMULATOR.media().expireAll(GONE);
        ada.answerMediaRetries(MediaRetryAnswer.GONE);

        assertThat(fetch(id).statusCode()).isEqualTo(410);
        ada.answerMediaRetries(MediaRetryAnswer.UPLOAD);
        assertThat(fetch(id).statusCode()).isEqualTo(410);
    }

    @Test
    void anUploadThatBreaksIsMadeAgain() throws Exception {
        byte[] document = Samples.random(900_000);
        SIMULATOR.mediaFaults().next(Request.UPLOAD, new MediaFault.Cut(100_000), 2);

        assertReceived(send("media", form("file", document)), MediaKind.DOCUMENT, document);
    }

    @Test
    void aBrokenFileIsNotServed() {
        byte[] document = Samples.random(50_000);
        String id = bob.sendFile(ada.phone(), MediaDraft.of(MediaKind.DOCUMENT, "application/pdf"), in(document));
        awaitMessage(id);
        SIMULATOR.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Corrupt(1000), 50);

        assertThat(fetch(id).statusCode()).isEqualTo(502);
        SIMULATOR.mediaFaults().clear();
        assertThat(fetch(id).body()).isEqualTo(document);
    }

    private PhoneFile assertReceived(String id, MediaKind kind, byte[] content) throws IOException {
        PhoneFile file = bob.awaitFile(id, PATIENCE);
        assertThat(file.problem()).isEmpty();
        assertThat(file.kind()).isEqualTo(kind);
        assertThat(Files.readAllBytes(bob.fileContent(id).orElseThrow())).isEqualTo(content);
        return file;
    }

    private Form form(String field, byte[] content) {
        return new Form()
                .file(field, "a.bin", "application/octet-stream", content)
                .field("chatId", bob.phone());
    }

    private String send(String path, Form form) {
        Answer answer = BRIDGE.call(form.post(BRIDGE.request("/sessions/" + session + "/send/" + path)));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("messageId").asString();
    }

    private JsonNode awaitMessage(String id) {
        TestBridge.await(() -> message(id).isPresent());
        return message(id).orElseThrow();
    }

    private Optional<JsonNode> message(String id) {
        for (JsonNode message : BRIDGE.get(
                        "/sessions/" + session + "/chats/" + bob.phone() + "@s.whatsapp.net/messages")
                .body()
                .path("messages")) {
            if (message.path("id").asString().equals(id)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    private HttpResponse<byte[]> fetch(String id) {
        try {
            return BRIDGE.http()
                    .send(
                            BRIDGE.request("/sessions/" + session + "/messages/" + id + "/media")
                                    .timeout(Duration.ofMinutes(1))
                                    .GET()
                                    .build(),
                            BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteArrayInputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
