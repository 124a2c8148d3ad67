package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.pn;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageFiles.StoredFile;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InboundFilesTest {
    private static final long T0 = 1_700_000_000;
    private static final Person BOB = pn("15550200001");
    private static final byte[] KEY = new byte[MediaKey.LENGTH];
    private static final byte[] JPEG = HexFormat.of().parseHex("ffd8ffe000104a46494600010100000100010000ffd9");

    private final TestBridge bridge = TestBridge.shared();
    private final Linked session = bridge.linked();
    private final MessageFiles files = bridge.bean(MessageFiles.class);

    @Test
    void tellsEverythingOfAPicture() {
        session.device().stored(message(BOB, "A/1", false, T0, picture().build()));

        JsonNode message = messages().get(0);
        assertThat(message.path("content").asString()).isEqualTo("at the sea");
        assertThat(message.path("caption").asString()).isEqualTo("at the sea");
        assertThat(message.path("mimetype").asString()).isEqualTo("image/jpeg");
        assertThat(message.path("mediaUrl").asString())
                .isEqualTo("/sessions/" + session.id() + "/messages/A%2F1/media");
        assertThat(message.path("size").asLong()).isEqualTo(4711);
        assertThat(message.path("width").asInt()).isEqualTo(640);
        assertThat(message.path("height").asInt()).isEqualTo(480);
        assertThat(message.path("thumbnail").asString())
                .isEqualTo("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(JPEG));
        assertThat(message.has("duration")).isFalse();
    }

    @Test
    void tellsEverythingOfAVoiceNote() {
        session.device()
                .stored(message(
                        BOB,
                        "A1",
                        false,
                        T0,
                        Message.newBuilder()
                                .setAudioMessage(AudioMessage.newBuilder()
                                        .setMimetype("audio/ogg; codecs=opus")
                                        .setSeconds(7)
                                        .setPtt(true)
                                        .setWaveform(ByteString.copyFrom(new byte[] {0, 50, 100, -1})))
                                .build()));

        JsonNode message = messages().get(0);
        assertThat(message.path("content").asString()).isEqualTo("[Audio]");
        assertThat(message.path("mimetype").asString()).isEqualTo("audio/ogg; codecs=opus");
        assertThat(message.path("duration").asInt()).isEqualTo(7);
        assertThat(message.path("voice").asBoolean()).isTrue();
        assertThat(message.path("waveform").toString()).isEqualTo("[0,50,100,100]");
    }

    @Test
    void tellsTheNameOfADocument() {
        session.device()
                .stored(message(
                        BOB,
                        "A1",
                        false,
                        T0,
                        Message.newBuilder()
                                .setDocumentMessage(DocumentMessage.newBuilder()
                                        .setMimetype("application/pdf")
                                        .setFileName("bill.pdf"))
                                .build()));

        assertThat(messages().get(0).path("filename").asString()).isEqualTo("bill.pdf");
        assertThat(messages().get(0).path("content").asString()).isEqualTo("bill.pdf");
    }

    @Test
    void keepsTheReferenceEncryptedAndFindsItAgain() {
        session.device().stored(message(BOB, "A1", false, T0, picture().build()));

        StoredFile file = files.find(session.id(), "A1").orElseThrow();
        MediaFile reference = file.reference().orElseThrow();
        assertThat(reference.type()).isEqualTo(MediaType.IMAGE);
        assertThat(reference.key().orElseThrow().bytes()).isEqualTo(KEY);
        assertThat(reference.directPath()).contains("/v/secret-path");
        assertThat(file.contentHash()).isEmpty();

        String raw = bridge.sql()
                .sql("select convert_from(reference, 'LATIN1') from message_file where session_id = ?")
                .param(session.id())
                .query(String.class)
                .single();
        assertThat(raw).isNotEmpty().doesNotContain("secret-path");
    }

    @Test
    void aFileMoves() {
        session.device().stored(message(BOB, "A1", false, T0, picture().build()));
        StoredFile file = files.find(session.id(), "A1").orElseThrow();
        MediaFile moved = new MediaFile(
                MediaType.VIDEO,
                file.reference().orElseThrow().key(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(5),
                Optional.empty(),
                Optional.of("/v/elsewhere"),
                Optional.empty(),
                Optional.empty(),
                Bytes.EMPTY);

        files.refer(session.id(), file.message(), "A1", moved);

        StoredFile again = files.find(session.id(), "A1").orElseThrow();
        assertThat(again.reference()).contains(moved);
    }

    @Test
    void takesWhateverASenderWrites() {
        session.device()
                .stored(
                        message(
                                BOB,
                                "A1",
                                false,
                                T0,
                                Message.newBuilder()
                                        .setDocumentMessage(DocumentMessage.newBuilder()
                                                .setMimetype("text/html\r\nX-Evil: 1")
                                                .setFileName("x".repeat(100_000) + "\0")
                                                .setFileLength(Long.MAX_VALUE)
                                                .setJpegThumbnail(ByteString.copyFrom(new byte[500_000])))
                                        .build()),
                        message(
                                BOB,
                                "A2",
                                false,
                                T0 + 1,
                                Message.newBuilder()
                                        .setVideoMessage(VideoMessage.newBuilder()
                                                .setSeconds(-1)
                                                .setWidth(Integer.MAX_VALUE)
                                                .setHeight(1)
                                                .setMediaKey(ByteString.copyFrom(new byte[31])))
                                        .build()));

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(0).path("mimetype").asString()).isEqualTo("application/octet-stream");
        assertThat(messages().get(0).path("filename").asString()).hasSize(255);
        assertThat(messages().get(0).has("thumbnail")).isFalse();
        assertThat(messages().get(1).path("duration").asInt()).isEqualTo(Integer.MAX_VALUE);
    }

    private static Message.Builder picture() {
        return Message.newBuilder()
                .setImageMessage(ImageMessage.newBuilder()
                        .setMediaKey(ByteString.copyFrom(KEY))
                        .setDirectPath("/v/secret-path")
                        .setMimetype("image/jpeg")
                        .setFileLength(4711)
                        .setWidth(640)
                        .setHeight(480)
                        .setCaption("at the sea")
                        .setJpegThumbnail(ByteString.copyFrom(JPEG)));
    }

    private JsonNode messages() {
        return bridge.get("/sessions/" + session.id() + "/chats/15550200001@s.whatsapp.net/messages")
                .body()
                .path("messages");
    }
}
