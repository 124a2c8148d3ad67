package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files to and from the simulator's media servers.
class MediaOnSimulatorTest {
    private static final String ADA = "15550001111";
    private static final int LARGE = 6 << 20;
    private static final long LIMIT = 16 << 20;

    private final RecordingConsumer consumer = new RecordingConsumer();
    private Simulator simulator;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withMediaCa(simulator.mediaCaPem()));
        SimulatedPhone ada = simulator.createPhone(ADA, "Ada");
        client = whatsApp.client(new InMemoryDeviceStore(), consumer);
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource(MediaType.class)
    void bringsEveryTypeUpAndDown(MediaType type) throws IOException {
        byte[] content = content(100_000);

        UploadedMedia uploaded = upload(type, content);

        assertThat(download(uploaded.remote())).isEqualTo(content);
        assertThat(uploaded.url().toString()).endsWith(uploaded.directPath());
        assertThat(uploaded.media().sidecar().isPresent())
                .isEqualTo(type == MediaType.VIDEO || type == MediaType.AUDIO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 65535, 65536, LARGE})
    void bringsEveryLengthUpAndDown(int length) throws IOException {
        byte[] content = content(length);

        assertThat(download(upload(MediaType.DOCUMENT, content).remote())).isEqualTo(content);
    }

    @Test
    void theSameBytesMayBeUploadedTwice() throws IOException {
        MediaKey key = MediaKey.generate(new SecureRandom());
        byte[] content = content(LARGE);

        UploadedMedia first = client.media().upload(MediaType.IMAGE, key, MediaSource.of(content));
        UploadedMedia second = client.media().upload(MediaType.IMAGE, key, MediaSource.of(content));

        assertThat(second.directPath()).isEqualTo(first.directPath());
    }

    @Test
    void asksForANewPermissionWhenTheOldOneIsRefused() throws IOException {
        upload(MediaType.IMAGE, content(10));
        simulator.revokeUploadAuths();

        byte[] content = content(1000);
        assertThat(download(upload(MediaType.IMAGE, content).remote())).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000, 3 << 20})
    void anUploadThatBreaksGoesOn(long after) throws IOException {
        byte[] content = content(LARGE);
        simulator.mediaFaults().next(Request.UPLOAD, new MediaFault.Cut(after));

        assertThat(download(upload(MediaType.DOCUMENT, content).remote())).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100_000, 3 << 20})
    void aDownloadThatBreaksGoesOn(long after) throws IOException {
        byte[] content = content(LARGE);
        RemoteMedia remote = upload(MediaType.DOCUMENT, content).remote();
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Cut(after));

        assertThat(download(remote)).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void waitsWhenAServerIsBusy(Request request) throws IOException {
        byte[] content = content(1000);
        MediaFault busy = new MediaFault.Status(503, Optional.of(Duration.ZERO));
        if (request == Request.UPLOAD) {
            simulator.mediaFaults().next(request, busy, 3);
        }
        RemoteMedia remote = upload(MediaType.IMAGE, content).remote();
        if (request == Request.DOWNLOAD) {
            simulator.mediaFaults().next(request, new MediaFault.Status(429, Optional.of(Duration.ZERO)), 3);
        }

        assertThat(download(remote)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 413, 500})
    void givesUpWhenNoServerDoesIt(int status) throws IOException {
        simulator.mediaFaults().next(Request.UPLOAD, new MediaFault.Status(status, Optional.of(Duration.ZERO)), 10);

        assertThatThrownBy(() -> upload(MediaType.IMAGE, content(10)))
                .isInstanceOf(WhatsAppException.TransferFailed.class)
                .hasMessageContaining(Integer.toString(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void saysWhenTheServersHaveItNoMore(int status) throws IOException {
        RemoteMedia remote = upload(MediaType.IMAGE, content(10)).remote();
        simulator.media().expire(remote.directPath(), status);

        assertThatThrownBy(() -> download(remote))
                .isInstanceOfSatisfying(
                        WhatsAppException.MediaGone.class,
                        gone -> assertThat(gone.status()).isEqualTo(status));
    }

    @Test
    void oneBrokenServerIsNotEnoughToLoseAFile() throws IOException {
        byte[] content = content(1000);
        RemoteMedia remote = upload(MediaType.IMAGE, content).remote();
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Corrupt(17));

        assertThat(download(remote)).as("from the other server").isEqualTo(content);
    }

    @Test
    void refusesATamperedByteAnywhere() throws IOException {
        int length = 70_000;
        RemoteMedia remote = upload(MediaType.DOCUMENT, content(length)).remote();
        long encrypted = (length / 16 + 1) * 16L + 10;

        for (long position :
                new long[] {0, 1, 15, 16, 65535, 65536, encrypted - 27, encrypted - 11, encrypted - 10, encrypted - 1
                }) {
            simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Corrupt(position), 2);
            ByteArrayOutputStream sink = new ByteArrayOutputStream();

            assertThatThrownBy(() -> client.media().download(remote, LIMIT, sink))
                    .as("byte %d", position)
                    .isInstanceOfSatisfying(
                            MediaException.class,
                            e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.ENCRYPTED_HASH));
            assertThat(sink.size()).as("what was handed on").isZero();
        }
    }

    @Test
    void refusesATamperedByteWithoutTheHashOfTheEncryptedFileToo() throws IOException {
        RemoteMedia uploaded = upload(MediaType.DOCUMENT, content(1000)).remote();
        MediaDescriptor all = uploaded.descriptor();
        RemoteMedia remote = new RemoteMedia(
                uploaded.directPath(),
                new MediaDescriptor(all.type(), all.key(), Optional.empty(), Optional.empty(), OptionalLong.empty()));
        assertThat(download(remote)).hasSize(1000);

        for (long position = 0; position < 1018; position += 97) {
            simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Corrupt(position), 2);
            assertThatThrownBy(() -> download(remote))
                    .isInstanceOfSatisfying(
                            MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.MAC));
        }
    }

    @Test
    void refusesAFileWithAnotherHashThanItsMessageSays() throws IOException {
        RemoteMedia uploaded = upload(MediaType.DOCUMENT, content(1000)).remote();
        MediaDescriptor all = uploaded.descriptor();
        RemoteMedia remote = new RemoteMedia(
                uploaded.directPath(),
                new MediaDescriptor(
                        all.type(),
                        all.key(),
                        all.fileEncSha256(),
                        Optional.of(FileHash.of(new byte[32])),
                        all.fileLength()));

        assertThatThrownBy(() -> download(remote))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.FILE_HASH));
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        RemoteMedia remote = upload(MediaType.DOCUMENT, content(100_000)).remote();

        for (long length : new long[] {0, 10, 26, 50_000, 100_016, 100_025}) {
            simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Truncated(length), 2);
            assertThatThrownBy(() -> download(remote)).as("%d bytes", length).isInstanceOf(MediaException.class);
        }
    }

    @Test
    void refusesAFileThatDoesNotEnd() throws IOException {
        RemoteMedia remote = upload(MediaType.DOCUMENT, content(1000)).remote();
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Padded(1L << 40), 2);

        assertThatThrownBy(() -> download(remote))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.FILE_LENGTH));
    }

    @Test
    void refusesAFileThatIsLongerThanTheCallerAllows() throws IOException {
        RemoteMedia remote = upload(MediaType.DOCUMENT, content(1001)).remote();

        assertThatThrownBy(() -> client.media().open(remote, 1000))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.TOO_LONG));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/file",
                "http://127.0.0.1/file",
                "https://someone@mmg.whatsapp.net/file",
                "https://mmg.whatsapp.net.example/file",
                "file:///etc/passwd"
            })
    void followsNobodyElsewhere(String location) throws IOException {
        RemoteMedia remote = upload(MediaType.DOCUMENT, content(10)).remote();
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Redirect(URI.create(location)), 2);

        assertThatThrownBy(() -> download(remote)).isInstanceOf(WhatsAppException.TransferFailed.class);
    }

    @Test
    void followsAMediaServerToAnother() throws IOException {
        UploadedMedia uploaded = upload(MediaType.DOCUMENT, content(10));
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Redirect(uploaded.url()));

        assertThat(download(uploaded.remote())).hasSize(10);
    }

    @Test
    void takesAFileOffTheServers() throws IOException {
        RemoteMedia remote = upload(MediaType.HISTORY, content(10)).remote();

        client.media().delete(remote, Optional.empty(), Optional.empty());

        assertThat(simulator.media().has(remote.directPath())).isFalse();
        assertThatThrownBy(() -> download(remote)).isInstanceOf(WhatsAppException.MediaGone.class);
    }

    @Test
    void trustsNoOtherAuthority() {
        try (Simulator other = Simulator.builder().build().start();
                WhatsApp deceived = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                        .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                        .withMediaCa(other.mediaCaPem()))) {
            RecordingConsumer events = new RecordingConsumer();
            SimulatedPhone ben = simulator.createPhone("15550002222", "Ben");
            try (WhatsAppClient bens = deceived.client(new InMemoryDeviceStore(), events)) {
                bens.connect();
                ben.scan(events.await(StateEvent.QrCode.class).text());
                events.await(StateEvent.Connected.class);

                assertThatThrownBy(() -> bens.media().upload(MediaType.IMAGE, MediaSource.of(new byte[1])))
                        .isInstanceOf(WhatsAppException.TransferFailed.class);
            }
        }
    }

    private UploadedMedia upload(MediaType type, byte[] content) throws IOException {
        return client.media().upload(type, MediaSource.of(content));
    }

    private byte[] download(RemoteMedia remote) throws IOException {
        try (InputStream content = client.media().open(remote, LIMIT)) {
            return content.readAllBytes();
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        RandomGenerator.of("L64X128MixRandom").nextBytes(content);
        return content;
    }
}
