package dev.parley.whatsapp.client.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Node;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What servers say about media, which may be anything.
class MediaAnswersTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final String HOST = "media.example:8443";

    /// media-history-appstate.md section 10.1, "hello whatsapp" as an image.
    private static final FileHash BODY =
            FileHash.of(HexFormat.of().parseHex("8b415a2a18fc728ab93e7f42c516449ca38d62ed2e50456b5a3ee5b11f8472d8"));

    @Test
    void readsAMediaConnection() {
        MediaConnection connection = MediaConnection.of(
                answer(Node.of("media_conn")
                        .attr("auth", "AUTH")
                        .attr("ttl", 300)
                        .attr("auth_ttl", 21600)
                        .attr("max_buckets", 12)
                        .child(Node.of("host").attr("hostname", "media-a.cdn.whatsapp.net"))
                        .child(Node.of("host").attr("hostname", HOST).attr("maxContentLengthBytes", 1000))),
                NOW);

        assertThat(connection.auth()).isEqualTo("AUTH");
        assertThat(connection.hostnames()).containsExactly("media-a.cdn.whatsapp.net", HOST);
        assertThat(connection.hosts().get(0).takes(Long.MAX_VALUE)).isTrue();
        assertThat(connection.hosts().get(1).takes(1000)).isTrue();
        assertThat(connection.hosts().get(1).takes(1001)).isFalse();
        assertThat(connection.expiresAt()).as("before it ends").isEqualTo(NOW.plusSeconds(270));
    }

    @ParameterizedTest
    @CsvSource({"300, 100, 70", "1800000060, 1900000000, 30", "x, 600, 270", "0, 600, -30", "-5, 600, -30"})
    void holdsAsLongAsBothTimesSay(String ttl, String authTtl, long seconds) {
        MediaConnection connection = MediaConnection.of(
                answer(Node.of("media_conn")
                        .attr("auth", "AUTH")
                        .attr("ttl", ttl)
                        .attr("auth_ttl", authTtl)
                        .child(Node.of("host").attr("hostname", HOST))),
                NOW);

        assertThat(connection.expiresAt()).isEqualTo(NOW.plusSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "user@host", "host:port", "host:123456", "a b", "host?x", "[::1]", "-x"})
    void takesNoHostThatIsNone(String name) {
        Node answer = answer(Node.of("media_conn")
                .attr("auth", "AUTH")
                .attr("ttl", 300)
                .child(Node.of("host").attr("hostname", name)));

        assertThatThrownBy(() -> MediaConnection.of(answer, NOW))
                .isInstanceOf(WhatsAppException.UnexpectedAnswer.class);
    }

    @Test
    void wantsAMediaConnectionInTheAnswer() {
        assertThatThrownBy(() -> MediaConnection.of(answer(Node.of("other")), NOW))
                .isInstanceOf(WhatsAppException.UnexpectedAnswer.class);
    }

    @Test
    void readsWhereAnUploadIs() {
        UploadAnswer answer = UploadAnswer.of(
                        bytes("{\"url\":\"https://other.example/x\",\"direct_path\":\"/v/t62/1_n.enc?oe=1\"}"), HOST)
                .orElseThrow();

        assertThat(answer.directPath()).isEqualTo("/v/t62/1_n.enc?oe=1");
        assertThat(answer.url()).isEqualTo(URI.create("https://" + HOST + "/v/t62/1_n.enc?oe=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"direct_path\":7}",
                "{\"direct_path\":\"\"}",
                "{\"direct_path\":\"no-slash\"}",
                "{\"direct_path\":\"//other.example/x\"}",
                "{\"direct_path\":\"/a b\"}",
                "{\"direct_path\":\"/a\\u0000b\"}",
                "{\"direct_path\":\"/a\\r\\nHost: b\"}",
                "{\"direct_path\":\"/a#b\"}",
                "{\"direct_path\":\"/a[b\"}",
                "{\"direct_path\":\"/a?%e=1\"}"
            })
    void takesNoAnswerThatDoesNotSayIt(String json) {
        assertThat(UploadAnswer.of(bytes(json), HOST)).isEmpty();
    }

    @Test
    void readsHowFarAnUploadCame() {
        assertThat(progress("{\"resume\":\"123\"}")).isEqualTo(new UploadAnswer.Progress.Partial(123));
        assertThat(progress("{\"resume\":\"complete\",\"direct_path\":\"/a\"}"))
                .isInstanceOf(UploadAnswer.Progress.Complete.class);
        for (String unclear :
                List.of("", "{}", "{\"resume\":\"complete\"}", "{\"resume\":\"-1\"}", "{\"resume\":[]}")) {
            assertThat(progress(unclear)).as(unclear).isEqualTo(new UploadAnswer.Progress.Partial(0));
        }
    }

    /// Whatever bytes come: an answer or none, and never a path that is no path.
    @Test
    void staysCalmWhateverComes() {
        Random random = new Random(1);
        byte[] good = bytes("{\"resume\":\"complete\",\"direct_path\":\"/v/t62/1_n.enc?oe=1\"}");
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            UploadAnswer.of(mutated, HOST)
                    .ifPresent(answer -> assertThat(MediaAddress.isDirectPath(answer.directPath()))
                            .isTrue());
            assertThat(UploadAnswer.progress(mutated, HOST)).isNotNull();
        }
    }

    /// Section 2.4, and the token of section 10.1.
    @Test
    void downloadsFromTheAddressThatWhatsAppKnows() {
        MediaDescriptor media = new MediaDescriptor(
                MediaType.IMAGE, MediaKey.of(new byte[32]), Optional.of(BODY), Optional.empty(), OptionalLong.empty());

        assertThat(MediaAddress.download(HOST, "/v/t62/1_n.enc?ccb=11-4", media))
                .isEqualTo(URI.create("https://" + HOST + "/v/t62/1_n.enc?ccb=11-4"
                        + "&hash=i0FaKhj8coq5Pn9CxRZEnKONYu0uUEVrWj7lsR-Ectg&mms-type=image&__wa-mms="));
        assertThat(MediaAddress.download(HOST, "/v/t62/1_n.enc", media).getRawQuery())
                .startsWith("hash=");
    }

    /// Section 2.2.
    @Test
    void uploadsToTheAddressThatWhatsAppKnows() {
        URI upload = MediaAddress.upload(HOST, MediaType.HISTORY, BODY, "A+/= ");

        assertThat(upload)
                .isEqualTo(URI.create("https://" + HOST
                        + "/mms/md-msg-hist/i0FaKhj8coq5Pn9CxRZEnKONYu0uUEVrWj7lsR-Ectg?auth=A%2B%2F%3D%20"
                        + "&token=i0FaKhj8coq5Pn9CxRZEnKONYu0uUEVrWj7lsR-Ectg"));
        assertThat(MediaAddress.from(upload, 0)).isEqualTo(upload);
        assertThat(MediaAddress.from(upload, 5)).hasToString(upload + "&file_offset=5");
        assertThat(MediaAddress.deletion(upload, "/v/a?oe=1", Optional.of("h/1")))
                .hasToString(upload + "&d_md=L3YvYQ&e_handle=h%2F1");
    }

    @ParameterizedTest
    @CsvSource({
        "https://media.example:8443/x, true",
        "https://mmg.whatsapp.net/x, true",
        "https://media-a.cdn.whatsapp.net/x, true",
        "https://mmg.whatsapp.net:8443/x, false",
        "https://media.example/x, false",
        "http://mmg.whatsapp.net/x, false",
        "https://a@mmg.whatsapp.net/x, false",
        "https://whatsapp.net.example/x, false",
        "https://evilwhatsapp.net/x, false",
        "/x, false"
    })
    void followsOnlyToMediaHosts(URI address, boolean trusted) {
        assertThat(MediaAddress.isTrusted(address, List.of(HOST))).isEqualTo(trusted);
    }

    private static UploadAnswer.Progress progress(String json) {
        return UploadAnswer.progress(bytes(json), HOST);
    }

    private static Node answer(Node.Builder child) {
        return Node.of("iq").attr("type", "result").child(child).build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
