package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/// Our engine with its store in memory, on a simulator: one device, with everything that it told.
final class Engine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WhatsApp whatsApp;
    private final WhatsAppClient client;
    private final EventLog<WhatsAppEvent> events = new EventLog<>();

    Engine(Simulator simulator) {
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withMediaCa(simulator.mediaCaPem()));
        client = whatsApp.client(new InMemoryDeviceStore(), new EventConsumer() {
            @Override
            public void store(StoredEvent event) {
                events.add(event);
            }

            @Override
            public void state(StateEvent event) {
                events.add(event);
            }
        });
    }

    WhatsAppClient client() {
        return client;
    }

    EventLog<WhatsAppEvent> events() {
        return events;
    }

    /// Waits for an event of the past or the future.
    <T extends WhatsAppEvent> T await(Class<T> type, Predicate<? super T> wanted) {
        return events.await(type, wanted, PATIENCE);
    }

    /// Links this device to the account of that phone and waits until it is online.
    void link(SimulatedPhone phone) {
        client.connect();
        phone.scan(await(StateEvent.QrCode.class, _ -> true).text());
        await(StateEvent.Connected.class, _ -> true);
    }

    /// Sends a text and waits until WhatsApp took it; its id.
    String send(Jid to, String text) {
        return send(id -> OutgoingMessage.text(to, id, text));
    }

    String send(Jid to, Content content) {
        return send(to, content, MessageContext.NONE);
    }

    String send(Jid to, Content content, MessageContext context) {
        return send(id -> OutgoingMessage.of(to, id, content, context));
    }

    /// Sends what is made for a new id and waits until WhatsApp took it; the id.
    String send(Function<String, OutgoingMessage> message) {
        await(StateEvent.Connected.class, _ -> true);
        String id = MessageIds.next(client.self().orElseThrow(), Clock.systemUTC(), new SecureRandom());
        SendResult result = client.send(List.of(message.apply(id))).getFirst().await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return id;
    }

    /// Encrypts and uploads a file, for a message to be sent.
    MediaFile upload(MediaType type, String mimetype, byte[] file) {
        try {
            UploadedMedia uploaded = client.media().upload(type, MediaSource.of(file));
            EncryptedMedia media = uploaded.media();
            return new MediaFile(
                    type,
                    Optional.of(media.key()),
                    Optional.of(media.fileEncSha256()),
                    Optional.of(media.fileSha256()),
                    OptionalLong.of(media.fileLength()),
                    Optional.of(mimetype),
                    Optional.of(uploaded.directPath()),
                    Optional.of(uploaded.url().toString()),
                    Optional.of(uploaded.keyTimestamp()),
                    media.sidecar()
                            .map(sidecar -> Bytes.copyOf(sidecar.bytes()))
                            .orElse(Bytes.EMPTY));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits for the message of that id.
    IncomingMessage awaitMessage(String id) {
        return await(
                        StoredEvent.MessageArrived.class,
                        arrived -> arrived.message().key().id().equals(id))
                .message();
    }

    @Override
    public void close() {
        client.close();
        whatsApp.close();
    }
}
