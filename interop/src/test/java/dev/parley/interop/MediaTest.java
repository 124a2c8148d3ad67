package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.media.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Files of every kind between our engine and Baileys, over the simulator's media servers: the bytes that arrive are
/// the ones that were sent.
class MediaTest {
    private static final int LENGTH = 100_001;
    private static final long LIMIT = 1 << 20;
    private static final int GONE = 410;

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    private final byte[] file = random(LENGTH);

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
    }

    @Test
    void anImageFromBaileys() throws IOException {
        Content.Image image =
                receive(Content.Image.class, "image", Map.of("caption", "a picture", "mimetype", "image/jpeg"));

        assertThat(image.caption()).contains("a picture");
        assertFile(image.file(), "image/jpeg");
    }

    @Test
    void filmsFromBaileys() throws IOException {
        Content.Video video = receive(Content.Video.class, "video", Map.of("caption", "a film"));
        Content.Video gif = receive(Content.Video.class, "video", Map.of("gifPlayback", true));
        Content.Video round = receive(Content.Video.class, "video", Map.of("ptv", true));

        assertThat(video.kind()).isEqualTo(Content.VideoKind.VIDEO);
        assertThat(video.caption()).contains("a film");
        assertThat(gif.kind()).isEqualTo(Content.VideoKind.GIF);
        assertThat(round.kind()).isEqualTo(Content.VideoKind.ROUND);
        assertFile(video.file(), "video/mp4");
        assertFile(gif.file(), "video/mp4");
        assertFile(round.file(), "video/mp4");
    }

    @Test
    void soundFromBaileys() throws IOException {
        Content.Audio music = receive(Content.Audio.class, "audio", Map.of("mimetype", "audio/mpeg", "seconds", 3));
        Content.Audio voice = receive(
                Content.Audio.class, "audio", Map.of("mimetype", "audio/ogg; codecs=opus", "ptt", true, "seconds", 4));

        assertThat(music.voiceNote()).isFalse();
        assertThat(voice.voiceNote()).isTrue();
        assertThat(voice.duration()).isEqualTo(Duration.ofSeconds(4));
        assertFile(music.file(), "audio/mpeg");
        assertFile(voice.file(), "audio/ogg; codecs=opus");
    }

    @Test
    void documentsFromBaileys() throws IOException {
        Content.Document plain = receive(
                Content.Document.class, "document", Map.of("mimetype", "application/pdf", "fileName", "plan.pdf"));
        Content.Document captioned = receive(
                Content.Document.class,
                "document",
                Map.of("mimetype", "application/pdf", "fileName", "plan.pdf", "caption", "the plan"));

        assertThat(plain.fileName()).contains("plan.pdf");
        assertThat(captioned.caption()).contains("the plan");
        assertFile(plain.file(), "application/pdf");
        assertFile(captioned.file(), "application/pdf");
    }

    @Test
    void aStickerFromBaileys() throws IOException {
        assertFile(receive(Content.Sticker.class, "sticker", Map.of()).file(), "image/webp");
    }

    @Test
    void aViewOnceImageOfBaileysIsRefused() {
        // Baileys names no mediatype for it, and WhatsApp takes no media without one.
        String id = pair.baileys().sendContent(pair.adasLid(), content("image", Map.of("viewOnce", true)));

        assertThat(pair.baileys().awaitAck(id).error()).isEqualTo("479");
    }

    @Test
    void anImageForBaileys() {
        Content.Image image = new Content.Image(
                uploaded(MediaType.IMAGE, "image/jpeg"), Optional.of("a picture"), Optional.empty(), Optional.empty());

        JsonNode received = send(image).path("imageMessage");

        assertThat(received.path("caption").asString()).isEqualTo("a picture");
        assertThat(received.path("mimetype").asString()).isEqualTo("image/jpeg");
    }

    @Test
    void filmsForBaileys() {
        assertThat(send(video(Content.VideoKind.VIDEO))
                        .path("videoMessage")
                        .path("seconds")
                        .asInt())
                .isEqualTo(5);
        assertThat(send(video(Content.VideoKind.GIF))
                        .path("videoMessage")
                        .path("gifPlayback")
                        .asBoolean())
                .isTrue();
        assertThat(send(video(Content.VideoKind.ROUND)).has("ptvMessage")).isTrue();
    }

    @Test
    void aFileThatTheServersLostComesAgainFromBaileysPhone() {
        Content.Document document = new Content.Document(
                uploaded(MediaType.DOCUMENT, "application/pdf"),
                Optional.of("plan.pdf"),
                Optional.empty(),
                2,
                Optional.empty());
        String id = pair.engine().send(pair.bensNumber(), document);
        String path = document(pair.baileys().awaitContent(id));
        pair.ben().awaitFile(id, BaileysAgent.PATIENCE);
        stage.simulator().media().expire(path, GONE);
        assertThatThrownBy(() -> pair.baileys().download(id)).hasMessageContaining("Failed to fetch stream");

        JsonNode updated = pair.baileys().call("updateMediaMessage", BaileysAgent.message(id));

        assertThat(document(updated.path("message"))).isNotEqualTo(path);
        assertThat(pair.baileys().download(id)).isEqualTo(file);
    }

    @Test
    void baileysIsToldWhenThePhoneHasTheFileNoMore() {
        String id = pair.engine()
                .send(
                        pair.bensNumber(),
                        new Content.Sticker(
                                uploaded(MediaType.IMAGE, "image/webp"),
                                false,
                                false,
                                Optional.empty(),
                                Optional.empty()));
        pair.baileys().awaitContent(id);
        pair.ben().awaitFile(id, BaileysAgent.PATIENCE);
        pair.ben().deleteFile(id);

        assertThatThrownBy(() -> pair.baileys().call("updateMediaMessage", BaileysAgent.message(id)))
                .hasMessageContaining("NOT_FOUND");
    }

    private static String document(JsonNode message) {
        return message.path("documentMessage").path("directPath").asString();
    }

    private Content.Video video(Content.VideoKind kind) {
        return new Content.Video(
                uploaded(MediaType.VIDEO, "video/mp4"),
                kind,
                Optional.empty(),
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void soundForBaileys() {
        MediaFile music = uploaded(MediaType.AUDIO, "audio/mpeg");
        MediaFile voice = uploaded(MediaType.AUDIO, "audio/ogg; codecs=opus");
        List<Integer> waveform = new Random(1).ints(64, 0, 101).boxed().toList();

        JsonNode plain = send(new Content.Audio(music, false, Duration.ofSeconds(3), List.of()));
        JsonNode note = send(new Content.Audio(voice, true, Duration.ofSeconds(4), waveform));

        assertThat(plain.path("audioMessage").path("ptt").asBoolean()).isFalse();
        assertThat(note.path("audioMessage").path("ptt").asBoolean()).isTrue();
        assertThat(note.path("audioMessage").path("seconds").asInt()).isEqualTo(4);
        assertThat(note.path("audioMessage").path("waveform").asString()).hasSize(88);
    }

    @Test
    void aDocumentForBaileys() {
        Content.Document document = new Content.Document(
                uploaded(MediaType.DOCUMENT, "application/pdf"),
                Optional.of("plan.pdf"),
                Optional.of("the plan"),
                2,
                Optional.empty());

        JsonNode received = send(document)
                .path("documentWithCaptionMessage")
                .path("message")
                .path("documentMessage");

        assertThat(received.path("fileName").asString()).isEqualTo("plan.pdf");
        assertThat(received.path("caption").asString()).isEqualTo("the plan");
    }

    @Test
    void aStickerForBaileys() {
        Content.Sticker sticker = new Content.Sticker(
                uploaded(MediaType.IMAGE, "image/webp"), true, false, Optional.empty(), Optional.empty());

        assertThat(send(sticker).path("stickerMessage").path("isAnimated").asBoolean())
                .isTrue();
    }

    private <T extends Content> T receive(Class<T> type, String kind, Map<String, ?> more) {
        IncomingMessage message = receive(kind, more);
        assertThat(message.content()).isInstanceOf(type);
        return type.cast(message.content());
    }

    private IncomingMessage receive(String kind, Map<String, ?> more) {
        return pair.engine().awaitMessage(pair.baileys().sendContent(pair.adasLid(), content(kind, more)));
    }

    private Map<String, Object> content(String kind, Map<String, ?> more) {
        Map<String, Object> content = new HashMap<>(more);
        content.put(kind, BaileysAgent.bytes(file));
        // Baileys would look for a program that makes one.
        content.put("jpegThumbnail", "");
        return content;
    }

    private void assertFile(MediaFile received, String mimetype) throws IOException {
        RemoteMedia remote = new RemoteMedia(
                received.directPath().orElseThrow(), received.descriptor().orElseThrow());
        try (InputStream content = pair.engine().client().media().open(remote, LIMIT)) {
            assertThat(content.readAllBytes()).isEqualTo(file);
        }
        assertThat(received.mimetype()).contains(mimetype);
    }

    private MediaFile uploaded(MediaType type, String mimetype) {
        return pair.engine().upload(type, mimetype, file);
    }

    /// Sends, and checks the file that Baileys has of it.
    private JsonNode send(Content content) {
        String id = pair.engine().send(pair.bensNumber(), content);
        JsonNode received = pair.baileys().awaitContent(id);
        assertThat(pair.baileys().download(id)).isEqualTo(file);
        return received;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
