package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.simulator.MediaRetryAnswer;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.MediaKind;
import dev.parley.simulator.media.PhoneFile;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MediaLoss;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Jid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Files in chats with simulated phones, and the way to a file that the servers have no more.
class MediaRetryOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final long LIMIT = 16 << 20;
    private static final int GONE = 410;

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final SecureRandom random = new SecureRandom();
    private RecordingConsumer consumer = new RecordingConsumer();
    private Simulator simulator;
    private SimulatedPhone ada;
    private SimulatedPhone ben;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withMediaCa(simulator.mediaCaPem()));
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        client = whatsApp.client(store, consumer);
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
    @EnumSource(MediaKind.class)
    void receivesEveryKindOfFile(MediaKind kind) throws IOException {
        byte[] content = content(200_000);

        ben.sendFile(ADA, MediaDraft.of(kind, "application/octet-stream"), new ByteArrayInputStream(content));

        MediaFile file = file(arrived().content());
        assertThat(download(file.remote().orElseThrow())).isEqualTo(content);
    }

    @Test
    void phonesReceiveWhatIsUploadedHere() throws IOException {
        byte[] content = content(200_000);
        UploadedMedia uploaded = client.media().upload(MediaType.DOCUMENT, MediaSource.of(content));

        String id = send(document(uploaded));

        for (SimulatedPhone phone : List.of(ben, ada)) {
            PhoneFile file = phone.awaitFile(id, PATIENCE);
            assertThat(file.problem()).isEmpty();
            assertThat(file.fileName()).contains("report.pdf");
            assertThat(Files.readAllBytes(phone.fileContent(id).orElseThrow())).isEqualTo(content);
        }
    }

    @Test
    void phonesAcceptTheSidecarOfAVideo() throws IOException {
        UploadedMedia uploaded = client.media().upload(MediaType.VIDEO, MediaSource.of(content(200_000)));

        String id = send(Message.newBuilder()
                .setVideoMessage(VideoMessage.newBuilder()
                        .setMimetype("video/mp4")
                        .setDirectPath(uploaded.directPath())
                        .setMediaKey(bytes(uploaded.media().key().bytes()))
                        .setFileSha256(bytes(uploaded.media().fileSha256().bytes()))
                        .setFileEncSha256(bytes(uploaded.media().fileEncSha256().bytes()))
                        .setFileLength(uploaded.media().fileLength())
                        .setStreamingSidecar(
                                bytes(uploaded.media().sidecar().orElseThrow().bytes())))
                .build());

        PhoneFile file = ben.awaitFile(id, PATIENCE);
        assertThat(file.problem()).isEmpty();
        assertThat(file.sidecar()).isTrue();
    }

    @Test
    void aFileThatTheServersLostComesFromThePhoneAgain() throws IOException {
        byte[] content = content(50_000);
        IncomingMessage message = receive(content);
        MediaFile file = file(message.content());
        RemoteMedia remote = file.remote().orElseThrow();
        simulator.media().expire(remote.directPath(), GONE);
        assertThatThrownBy(() -> download(remote)).isInstanceOf(WhatsAppException.MediaGone.class);

        client.media().requestAgain(message.key(), key(file));

        StoredEvent.MediaRefreshed refreshed = consumer.await(StoredEvent.MediaRefreshed.class);
        assertThat(refreshed.key()).isEqualTo(message.key());
        assertThat(download(remote.at(refreshed.directPath()))).isEqualTo(content);
        assertThat(requests()).as("nothing is left of the request").isZero();
    }

    @Test
    void aFileOfTheOwnAccountComesAgainToo() throws IOException {
        byte[] content = content(1000);
        UploadedMedia uploaded = client.media().upload(MediaType.DOCUMENT, MediaSource.of(content));
        String id = send(document(uploaded));
        ada.awaitFile(id, PATIENCE);
        simulator.media().expire(uploaded.directPath(), GONE);

        client.media()
                .requestAgain(
                        new MessageKey(Jid.pn(BEN), Jid.pn(ADA), id),
                        uploaded.media().key());

        StoredEvent.MediaRefreshed refreshed = consumer.await(StoredEvent.MediaRefreshed.class);
        assertThat(download(uploaded.remote().at(refreshed.directPath()))).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOUND, NOT_ON_PHONE", "GONE, NOT_ON_PHONE", "GENERAL_ERROR, FAILED"})
    void thePhoneMayNotHaveIt(MediaRetryAnswer answer, MediaLoss reason) {
        IncomingMessage message = receive(content(1000));
        ada.answerMediaRetries(answer);

        client.media().requestAgain(message.key(), key(file(message.content())));

        StoredEvent.MediaLost lost = consumer.await(StoredEvent.MediaLost.class);
        assertThat(lost).isEqualTo(new StoredEvent.MediaLost(message.key(), reason));
    }

    @Test
    void aFileThatTheOwnerDeletedIsLost() {
        IncomingMessage message = receive(content(1000));
        ada.deleteFile(message.key().id());

        client.media().requestAgain(message.key(), key(file(message.content())));

        assertThat(consumer.await(StoredEvent.MediaLost.class).reason()).isEqualTo(MediaLoss.NOT_ON_PHONE);
    }

    @Test
    void anotherKeyThanTheFilesLeadsNowhere() {
        IncomingMessage message = receive(content(1000));

        client.media().requestAgain(message.key(), MediaKey.generate(random));

        assertThat(consumer.await(StoredEvent.MediaLost.class).reason()).isEqualTo(MediaLoss.UNREADABLE);
    }

    @Test
    void aPhoneThatWasAwayAnswersLateAndOverARestart() throws IOException {
        byte[] content = content(1000);
        IncomingMessage message = receive(content);
        RemoteMedia remote = file(message.content()).remote().orElseThrow();
        simulator.media().expire(remote.directPath(), GONE);
        ada.goOffline();
        client.media().requestAgain(message.key(), key(file(message.content())));
        restart();

        ada.goOnline();

        StoredEvent.MediaRefreshed refreshed = consumer.await(StoredEvent.MediaRefreshed.class);
        assertThat(refreshed.key()).isEqualTo(message.key());
        assertThat(download(remote.at(refreshed.directPath()))).isEqualTo(content);
    }

    @Test
    void aRequestMadeWithoutAConnectionGoesOutAfterTheLogin() {
        IncomingMessage message = receive(content(1000));
        client.close();
        client = whatsApp.client(store, consumer);

        client.media().requestAgain(message.key(), key(file(message.content())));
        assertThat(requests()).isEqualTo(1);
        restart();

        assertThat(consumer.await(StoredEvent.MediaRefreshed.class).key()).isEqualTo(message.key());
    }

    private void restart() {
        client.close();
        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();
        consumer.await(StateEvent.Connected.class);
    }

    private IncomingMessage receive(byte[] content) {
        String id = ben.sendFile(ADA, MediaDraft.of(MediaKind.IMAGE, "image/jpeg"), new ByteArrayInputStream(content));
        ada.awaitFile(id, PATIENCE);
        return arrived();
    }

    private IncomingMessage arrived() {
        return consumer.await(StoredEvent.MessageArrived.class).message();
    }

    private String send(Message message) {
        String id = MessageIds.next(client.self().orElseThrow(), Clock.systemUTC(), random);
        SendResult result = client.send(List.of(new OutgoingMessage(Jid.pn(BEN), id, message)))
                .getFirst()
                .await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return id;
    }

    private static Message document(UploadedMedia uploaded) {
        return Message.newBuilder()
                .setDocumentMessage(DocumentMessage.newBuilder()
                        .setUrl(uploaded.url().toString())
                        .setMimetype("application/pdf")
                        .setFileName("report.pdf")
                        .setDirectPath(uploaded.directPath())
                        .setMediaKey(bytes(uploaded.media().key().bytes()))
                        .setFileSha256(bytes(uploaded.media().fileSha256().bytes()))
                        .setFileEncSha256(bytes(uploaded.media().fileEncSha256().bytes()))
                        .setFileLength(uploaded.media().fileLength()))
                .build();
    }

    private int requests() {
        return store.inTransaction(
                transaction -> transaction.readAll(EntryKind.MEDIA_REQUEST).size());
    }

    private byte[] download(RemoteMedia remote) throws IOException {
        try (InputStream content = client.media().open(remote, LIMIT)) {
            return content.readAllBytes();
        }
    }

    private static MediaFile file(Content content) {
        return switch (content) {
            case Content.Image image -> image.file();
            case Content.Video video -> video.file();
            case Content.Audio audio -> audio.file();
            case Content.Document document -> document.file();
            case Content.Sticker sticker -> sticker.file();
            default -> throw new AssertionError(content);
        };
    }

    private static MediaKey key(MediaFile file) {
        return file.key().orElseThrow();
    }

    private byte[] content(int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        return content;
    }

    private static ByteString bytes(byte[] bytes) {
        return ByteString.copyFrom(bytes);
    }
}
