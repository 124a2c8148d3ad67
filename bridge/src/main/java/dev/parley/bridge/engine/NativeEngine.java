package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The engine that speaks to WhatsApp, or to whatever server its configuration names.
public final class NativeEngine implements Engine, AutoCloseable {
    private final WhatsApp whatsApp;

    public NativeEngine(WhatsAppConfig config) {
        this.whatsApp = WhatsApp.create(config);
    }

    @Override
    public Device device(String sessionId, DeviceStore store, EventConsumer consumer) {
        return new NativeDevice(whatsApp.client(store, consumer, sessionId));
    }

    @Override
    public void close() {
        whatsApp.close();
    }

    private record NativeDevice(WhatsAppClient client) implements Device {
        @Override
        public void connect() {
            client.connect();
        }

        @Override
        public void disconnect() {
            client.disconnect();
        }

        @Override
        public boolean connected() {
            return client.connected();
        }

        @Override
        public boolean logout(Duration timeout) {
            return client.logout(timeout);
        }

        @Override
        public List<Submission> send(List<OutgoingMessage> messages) {
            return client.send(messages);
        }

        @Override
        public Optional<Person> lookUp(String phone) {
            return client.lookUp(phone);
        }

        @Override
        public UploadedMedia upload(MediaType type, MediaSource source) throws IOException {
            return client.media().upload(type, source);
        }

        @Override
        public void download(RemoteMedia media, long most, OutputStream sink) throws IOException {
            client.media().download(media, most, sink);
        }

        @Override
        public void requestAgain(MessageKey message, MediaKey key) {
            client.media().requestAgain(message, key);
        }

        @Override
        public void setAvailable(boolean available) {
            client.presence().setAvailable(available);
        }

        @Override
        public PairingCode requestCode(String phone) {
            return client.pairing().requestCode(phone);
        }

        @Override
        public void answerPasskey(String assertionJson) {
            client.pairing().answerPasskey(assertionJson);
        }

        @Override
        public void confirmPasskey(boolean same) {
            client.pairing().confirmPasskey(same);
        }

        @Override
        public DeviceChats chats() {
            return new NativeDeviceChats(client);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
