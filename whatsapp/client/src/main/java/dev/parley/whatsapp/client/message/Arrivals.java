package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.ReadMessage;
import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredMessageNote;

/// Hands readable messages of direct chats to the consumer: as messages, or as what they do to other messages.
final class Arrivals {
    private final EventConsumer consumer;
    private final Effects effects;

    Arrivals(EventConsumer consumer) {
        this.consumer = consumer;
        this.effects = new Effects(consumer);
    }

    /// @param message in its wrappers; the device-sent one taken off
    void accept(Records records, Arrival arrival, Message message, Account account) {
        if (!effects.apply(records, arrival, Unwrapper.unwrap(message).message(), account)) {
            ContentReader.read(message).ifPresent(read -> show(records, arrival, message, read, account));
        }
    }

    private void show(Records records, Arrival arrival, Message message, ReadMessage read, Account account) {
        boolean deleted = records.messageNotes()
                .read(arrival.person(), arrival.fromMe(), arrival.id())
                .filter(StoredMessageNote::getDeleted)
                .isPresent();
        if (deleted) {
            return;
        }
        remember(records, arrival, read);
        learnTimer(records, arrival, read.context());
        consumer.store(new StoredEvent.MessageArrived(new IncomingMessage(
                arrival.key(account),
                arrival.chat(),
                arrival.senderDevice(),
                arrival.fromMe(),
                arrival.timestamp(),
                arrival.pushName(),
                read.content(),
                read.context(),
                message,
                arrival.offline())));
    }

    private static void remember(Records records, Arrival arrival, ReadMessage read) {
        note(read)
                .ifPresent(
                        note -> records.messageNotes().write(arrival.person(), arrival.fromMe(), arrival.id(), note));
    }

    /// What has to be remembered of a message that is shown.
    static java.util.Optional<StoredMessageNote> note(ReadMessage read) {
        return read.context().secret().map(secret -> {
            StoredMessageNote.Builder note =
                    StoredMessageNote.newBuilder().setSecret(ByteString.copyFrom(secret.bytes()));
            if (read.content() instanceof Content.Poll poll) {
                note.addAllPollOption(poll.options());
            }
            return note.build();
        });
    }

    /// Every message tells the setting that its sender knows.
    private void learnTimer(Records records, Arrival arrival, MessageContext context) {
        context.expirationSetAt().ifPresent(setAt -> {
            if (records.chatTimers().learn(arrival.person(), context.expiration(), setAt)) {
                consumer.store(new StoredEvent.EphemeralSettingChanged(
                        arrival.chat(), arrival.fromMe(), context.expiration(), setAt));
            }
        });
    }
}
