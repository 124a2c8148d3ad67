package dev.parley.whatsapp.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MediaVectorsTest {
    private final JsonNode vector = Vectors.read("media.json");
    private final MediaKey key = MediaKey.of(Vectors.hex(vector, "mediaKey"));

    @Test
    void expandsTheKeyOfAnImage() {
        MediaKeys keys = MediaKeys.expand(key, MediaType.IMAGE);
        JsonNode expected = vector.required("imageKeys");
        assertThat(keys.iv()).isEqualTo(Vectors.hex(expected, "iv"));
        assertThat(keys.cipherKey()).isEqualTo(Vectors.hex(expected, "cipherKey"));
        assertThat(keys.macKey()).isEqualTo(Vectors.hex(expected, "macKey"));
    }

    @Test
    void expandsTheKeyDifferentlyForEachType() {
        for (Map.Entry<String, JsonNode> each : vector.required("ivs").properties()) {
            MediaKeys keys = MediaKeys.expand(key, MediaType.valueOf(each.getKey()));
            assertThat(HexFormat.of().formatHex(keys.iv()))
                    .as(each.getKey())
                    .isEqualTo(each.getValue().asString());
        }
        assertThat(Arrays.stream(MediaType.values()).map(type -> new String(type.info(), StandardCharsets.US_ASCII)))
                .doesNotHaveDuplicates();
    }

    @Test
    void encryptsAnImage() {
        JsonNode expected = vector.required("image");
        byte[] content = expected.required("text").asString().getBytes(StandardCharsets.US_ASCII);
        TestFile file = new TestFile(MediaType.IMAGE, key, content);
        assertThat(HexFormat.of().formatHex(file.encrypted))
                .isEqualTo(expected.required("ciphertext").asString()
                        + expected.required("mac").asString());
        assertThat(file.media.fileSha256()).isEqualTo(FileHash.of(Vectors.hex(expected, "fileSha256")));
        assertThat(file.media.fileEncSha256()).isEqualTo(FileHash.of(Vectors.hex(expected, "fileEncSha256")));
        assertThat(file.media.fileEncSha256().token())
                .isEqualTo(expected.required("token").asString());
        assertThat(file.media.fileLength()).isEqualTo(14);
        assertThat(file.media.encryptedLength()).isEqualTo(26);
        assertThat(file.media.sidecar()).isEmpty();
        assertThat(MediaDecryptor.decrypt(file.encrypted, file.media.descriptor()))
                .isEqualTo(content);
    }

    @Test
    void encryptsAnEmptyImage() {
        TestFile file = new TestFile(MediaType.IMAGE, key, new byte[0]);
        assertThat(file.encrypted).isEqualTo(Vectors.hex(vector, "emptyImage"));
        assertThat(MediaDecryptor.decrypt(file.encrypted, file.media.descriptor()))
                .isEmpty();
    }

    @Test
    void encryptsAVideoWithItsSidecar() {
        JsonNode expected = vector.required("video");
        TestFile file = new TestFile(
                MediaType.VIDEO,
                key,
                TestFile.content(expected.required("length").asInt()));
        assertThat(file.media.fileSha256()).isEqualTo(FileHash.of(Vectors.hex(expected, "fileSha256")));
        assertThat(file.media.fileEncSha256()).isEqualTo(FileHash.of(Vectors.hex(expected, "fileEncSha256")));
        assertThat(Arrays.copyOfRange(file.encrypted, file.encrypted.length - 10, file.encrypted.length))
                .isEqualTo(Vectors.hex(expected, "mac"));
        assertThat(file.media.sidecar().orElseThrow().bytes()).isEqualTo(Vectors.hex(expected, "sidecar"));
        assertThat(MediaDecryptor.decrypt(file.encrypted, file.media.descriptor()))
                .isEqualTo(file.content);
    }

    @Test
    void encryptsARetryRequestAndDecryptsTheAnswer() {
        JsonNode expected = vector.required("retry");
        String messageId = expected.required("messageId").asString();
        byte[] iv = Vectors.hex(expected, "iv");
        byte[] request = Vectors.hex(expected, "request");
        byte[] encrypted = Vectors.hex(expected, "requestEncrypted");
        assertThat(MediaRetryCipher.encrypt(key, messageId, iv, request)).isEqualTo(encrypted);
        assertThat(MediaRetryCipher.decrypt(key, messageId, iv, Vectors.hex(expected, "responseEncrypted")))
                .isEqualTo(Vectors.hex(expected, "response"));
    }
}
