package dev.parley.bridge.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.Form;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.config.MediaConfig;
import dev.parley.bridge.config.Secret;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Against a real server of the protocol, in a process of its own.
@SuppressWarnings("NullAway.Init")
class S3StoreTest extends MediaStoreContract {
    private static S3Server server;

    @BeforeAll
    static void start() {
        server = new S3Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MediaStore store(Path folder, Staging staging) {
        return new S3Store(config(server.url(), S3Server.BUCKET), staging);
    }

    @Test
    void whatIsNotAsConfiguredIsNoMissingContent() {
        Staging staging = Staging.in(folder);
        ContentHash hash = new ContentHash("ab".repeat(32));

        try (S3Store elsewhere = new S3Store(config(URI.create("http://127.0.0.1:1"), S3Server.BUCKET), staging)) {
            assertThatThrownBy(() -> elsewhere.open(hash, 0))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("could not be reached");
        }
    }

    @Test
    void aBridgeKeepsItsFilesThere() throws Exception {
        Map<String, String> settings = Map.of(
                "PARLEY_MEDIA_S3_URL",
                server.url().toString(),
                "PARLEY_MEDIA_S3_BUCKET",
                S3Server.BUCKET,
                "PARLEY_MEDIA_S3_ACCESS_KEY",
                "key",
                "PARLEY_MEDIA_S3_SECRET_KEY",
                "secret");
        try (TestBridge bridge = TestBridge.startOn(TestDatabase.create(), settings)) {
            TestBridge.Linked session = bridge.linked();
            String path = "/sessions/" + session.id();
            String id = bridge.call(new Form()
                            .file("audio", "a.wav", "audio/wav", Samples.wav(1, 16_000))
                            .field("chatId", "15550330001@s.whatsapp.net")
                            .post(bridge.request(path + "/send/audio")))
                    .body()
                    .path("messageId")
                    .asString();
            Content.Audio sent = (Content.Audio)
                    ContentReader.read(session.device().nextHanded().message().content())
                            .orElseThrow()
                            .content();
            byte[] ogg =
                    session.device().files().content(sent.file().directPath().orElseThrow());

            HttpRequest.Builder whole = bridge.request(path + "/messages/" + id + "/media");
            HttpRequest.Builder part =
                    bridge.request(path + "/messages/" + id + "/media").header("Range", "bytes=10-19");
            HttpRequest.Builder wav = bridge.request(path + "/messages/" + id + "/media?rendition=wav");

            assertThat(bridge.http()
                            .send(whole.build(), BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(ogg);
            assertThat(bridge.http()
                            .send(part.build(), BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(Arrays.copyOfRange(ogg, 10, 20));
            assertThat(bridge.http()
                            .send(wav.build(), BodyHandlers.ofByteArray())
                            .body())
                    .startsWith('R', 'I', 'F', 'F');
            assertThat(bridge.dataDirectory().resolve("media/contents")).doesNotExist();
        }
    }

    private static MediaConfig.S3 config(URI url, String bucket) {
        return new MediaConfig.S3(
                url, "us-east-1", bucket, UUID.randomUUID() + "/", "key", Secret.of(new byte[] {'s', 'e', 'c'}));
    }
}
