package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.proto.StoredMediaRequest;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that the phone was asked to upload again and has not answered about.
public final class MediaRequests {
    private final Transaction transaction;

    MediaRequests(Transaction transaction) {
        this.transaction = transaction;
    }

    /// One request.
    ///
    /// @param handedOver whether the server has it
    public record Request(MessageKey message, MediaKey mediaKey, boolean handedOver) {}

    /// Replaces an earlier request for the same file.
    public void write(Request request) {
        transaction.write(
                EntryKind.MEDIA_REQUEST,
                name(request.message()),
                StoredMediaRequest.newBuilder()
                        .setChat(request.message().chat().toString())
                        .setSender(request.message().sender().toString())
                        .setMessageId(request.message().id())
                        .setMediaKey(ByteString.copyFrom(request.mediaKey().bytes()))
                        .setHandedOver(request.handedOver())
                        .build()
                        .toByteArray());
    }

    /// The server has the request; nothing to note when it was answered meanwhile.
    public void handedOver(Request request) {
        read(name(request.message()))
                .filter(request::equals)
                .ifPresent(_ -> write(new Request(request.message(), request.mediaKey(), true)));
    }

    /// The request about a message, whichever name of a person it and the answer use.
    public Optional<Request> find(MessageKey message) {
        LidMappings lids = new LidMappings(transaction);
        return names(lids, message.chat())
                .flatMap(
                        chat -> names(lids, message.sender()).map(sender -> new MessageKey(chat, sender, message.id())))
                .flatMap(key -> read(name(key)).stream())
                .findFirst();
    }

    public void delete(Request request) {
        transaction.delete(EntryKind.MEDIA_REQUEST, name(request.message()));
    }

    /// The requests that the server does not have yet.
    public List<Request> waiting() {
        return transaction.readAll(EntryKind.MEDIA_REQUEST).values().stream()
                .map(MediaRequests::request)
                .filter(request -> !request.handedOver())
                .toList();
    }

    /// Forgets the requests that nobody will answer any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.MEDIA_REQUEST, time);
    }

    private Optional<Request> read(String name) {
        return transaction.read(EntryKind.MEDIA_REQUEST, name).map(MediaRequests::request);
    }

    private static Request request(byte[] bytes) {
        StoredMediaRequest stored = Records.parse(EntryKind.MEDIA_REQUEST, bytes, StoredMediaRequest.parser());
        return new Request(
                new MessageKey(
                        Jid.parse(stored.getChat()).orElseThrow(),
                        Jid.parse(stored.getSender()).orElseThrow(),
                        stored.getMessageId()),
                MediaKey.of(stored.getMediaKey().toByteArray()),
                stored.getHandedOver());
    }

    private static Stream<Jid> names(LidMappings lids, Jid jid) {
        if (!jid.isPerson()) {
            return Stream.of(jid);
        }
        Person person = lids.person(jid);
        return Stream.concat(person.pn().stream(), person.lid().stream());
    }

    private static String name(MessageKey message) {
        return message.chat() + " " + message.sender() + " " + message.id();
    }
}
