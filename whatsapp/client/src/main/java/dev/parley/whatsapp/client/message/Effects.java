package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.EncReactionMessage;
import dev.parley.whatsapp.proto.KeepInChatMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PinInChatMessage;
import dev.parley.whatsapp.proto.PollUpdateMessage;
import dev.parley.whatsapp.proto.PollVoteMessage;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.proto.SecretEncryptedMessage;
import dev.parley.whatsapp.proto.StoredMessageNote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What messages do to other messages and to their chat (messaging.md sections 5.4 and 8.3). Only its author may
/// change or delete a message; keys in it are written from the sender's viewpoint. Internal to the engine.
public final class Effects {
    private static final Logger log = LoggerFactory.getLogger(Effects.class);
    private static final int MESSAGE_EDIT = 2;
    private static final int FIRST_OF_TWO = 1;
    private static final int LONGEST_ID = 128;
    /// An emoji of a family with skin tones has some 30 characters.
    private static final int LONGEST_REACTION = 64;
    /// Clocks of phones are wrong; what claims to be from later than this is from when it came.
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final EventConsumer consumer;

    public Effects(EventConsumer consumer) {
        this.consumer = consumer;
    }

    /// @param message without wrappers
    /// @return whether it was one that has an effect, or would have if it were valid, and nothing to show
    public boolean apply(Records records, Arrival arrival, Message message, Account account) {
        if (message.hasProtocolMessage()) {
            protocol(records, arrival, message.getProtocolMessage(), account);
        } else if (message.hasReactionMessage()) {
            reaction(arrival, message.getReactionMessage(), account);
        } else if (message.hasEncReactionMessage()) {
            encrypted(records, arrival, message.getEncReactionMessage(), account);
        } else if (message.hasPollUpdateMessage()) {
            vote(records, arrival, message.getPollUpdateMessage(), account);
        } else if (message.hasSecretEncryptedMessage()) {
            encrypted(records, arrival, message.getSecretEncryptedMessage(), account);
        } else if (message.hasPinInChatMessage()) {
            pin(
                    arrival,
                    message.getPinInChatMessage(),
                    message.getMessageContextInfo().getMessageAddOnDurationInSecs(),
                    account);
        } else if (message.hasKeepInChatMessage()) {
            keep(arrival, message.getKeepInChatMessage(), account);
        } else {
            return false;
        }
        return true;
    }

    private void protocol(Records records, Arrival arrival, ProtocolMessage message, Account account) {
        if (!message.hasType()) {
            return;
        }
        switch (message.getType()) {
            case REVOKE -> delete(records, arrival, message.getKey(), account);
            case MESSAGE_EDIT ->
                edit(arrival, message.getKey(), message.getEditedMessage(), message.getTimestampMs(), account);
            case EPHEMERAL_SETTING -> timer(records, arrival, message);
            // Of other kinds is what own devices tell each other, or nothing for this inbox. A shared phone number
            // (SHARE_PHONE_NUMBER) was learned from the stanza's `sender_pn`.
            default -> {}
        }
    }

    private void delete(Records records, Arrival arrival, MessageKey key, Account account) {
        if (!isOwn(arrival, key)) {
            return;
        }
        StoredMessageNote note = records.messageNotes()
                .read(arrival.person(), arrival.fromMe(), key.getId())
                .map(StoredMessageNote::toBuilder)
                .orElseGet(StoredMessageNote::newBuilder)
                .setDeleted(true)
                .build();
        records.messageNotes().write(arrival.person(), arrival.fromMe(), key.getId(), note);
        consumer.store(new StoredEvent.MessageDeleted(
                arrival.target(key, account), arrival.chat(), arrival.fromMe(), arrival.timestamp()));
    }

    private void edit(Arrival arrival, MessageKey key, Message edited, long millis, Account account) {
        if (isOwn(arrival, key)) {
            ContentReader.read(edited)
                    .ifPresent(read -> consumer.store(new StoredEvent.MessageEdited(
                            arrival.target(key, account),
                            arrival.chat(),
                            arrival.fromMe(),
                            read.content(),
                            read.context(),
                            edited,
                            time(arrival, millis))));
        }
    }

    private void timer(Records records, Arrival arrival, ProtocolMessage message) {
        Duration expiration = Duration.ofSeconds(Integer.toUnsignedLong(message.getEphemeralExpiration()));
        long said = message.getEphemeralSettingTimestamp();
        Instant setAt = said > 0 && said <= latest(arrival).getEpochSecond()
                ? Instant.ofEpochSecond(said)
                : arrival.timestamp();
        if (records.chatTimers().learn(arrival.person(), expiration, setAt)) {
            consumer.store(
                    new StoredEvent.EphemeralSettingChanged(arrival.chat(), arrival.fromMe(), expiration, setAt));
        }
    }

    private void reaction(Arrival arrival, ReactionMessage reaction, Account account) {
        react(arrival, reaction.getKey(), reaction, account);
    }

    private void react(Arrival arrival, MessageKey key, ReactionMessage reaction, Account account) {
        if (isNamed(key) && reaction.getText().length() <= LONGEST_REACTION) {
            consumer.store(new StoredEvent.ReactionChanged(
                    arrival.target(key, account),
                    arrival.chat(),
                    arrival.fromMe(),
                    reaction.getText(),
                    time(arrival, reaction.getSenderTimestampMs())));
        }
    }

    private void pin(Arrival arrival, PinInChatMessage pin, int seconds, Account account) {
        if (isNamed(pin.getKey())) {
            consumer.store(new StoredEvent.MessagePinned(
                    arrival.target(pin.getKey(), account),
                    arrival.chat(),
                    arrival.fromMe(),
                    pin.getType() == FIRST_OF_TWO,
                    Duration.ofSeconds(Integer.toUnsignedLong(seconds)),
                    time(arrival, pin.getSenderTimestampMs())));
        }
    }

    private void keep(Arrival arrival, KeepInChatMessage keep, Account account) {
        if (isNamed(keep.getKey())) {
            consumer.store(new StoredEvent.MessageKept(
                    arrival.target(keep.getKey(), account),
                    arrival.chat(),
                    arrival.fromMe(),
                    keep.getKeepType() == FIRST_OF_TWO,
                    time(arrival, keep.getTimestampMs())));
        }
    }

    private void vote(Records records, Arrival arrival, PollUpdateMessage update, Account account) {
        MessageKey key = update.getPollCreationMessageKey();
        decrypt(
                        records,
                        arrival,
                        key,
                        MessageSecret.Use.POLL_VOTE,
                        update.getVote().getEncIv(),
                        update.getVote().getEncPayload(),
                        PollVoteMessage.parser(),
                        account)
                .ifPresent(vote -> consumer.store(new StoredEvent.PollVoted(
                        arrival.target(key, account),
                        arrival.chat(),
                        arrival.fromMe(),
                        options(records, arrival, key, vote),
                        time(arrival, update.getSenderTimestampMs()))));
    }

    /// The options whose hashes were voted for; hashes of none are left out.
    private static List<String> options(Records records, Arrival arrival, MessageKey poll, PollVoteMessage vote) {
        return note(records, arrival, poll).map(StoredMessageNote::getPollOptionList).stream()
                .flatMap(List::stream)
                .filter(option -> vote.getSelectedOptionsList()
                        .contains(ByteString.copyFrom(Sha256.of(option.getBytes(StandardCharsets.UTF_8)))))
                .distinct()
                .toList();
    }

    private void encrypted(Records records, Arrival arrival, EncReactionMessage reaction, Account account) {
        decrypt(
                        records,
                        arrival,
                        reaction.getTargetMessageKey(),
                        MessageSecret.Use.REACTION,
                        reaction.getEncIv(),
                        reaction.getEncPayload(),
                        ReactionMessage.parser(),
                        account)
                .ifPresent(plain -> react(arrival, reaction.getTargetMessageKey(), plain, account));
    }

    private void encrypted(Records records, Arrival arrival, SecretEncryptedMessage secret, Account account) {
        MessageKey key = secret.getTargetMessageKey();
        if (secret.getSecretEncType() != MESSAGE_EDIT || !isOwn(arrival, key)) {
            return;
        }
        decrypt(
                        records,
                        arrival,
                        key,
                        MessageSecret.Use.MESSAGE_EDIT,
                        secret.getEncIv(),
                        secret.getEncPayload(),
                        Message.parser(),
                        account)
                .ifPresent(plain -> {
                    // The new content stands in an edit of its own, or bare.
                    ProtocolMessage edit = Unwrapper.unwrap(plain).message().getProtocolMessage();
                    edit(
                            arrival,
                            key,
                            edit.hasEditedMessage() ? edit.getEditedMessage() : plain,
                            edit.getTimestampMs(),
                            account);
                });
    }

    private static <M> Optional<M> decrypt(
            Records records,
            Arrival arrival,
            MessageKey key,
            MessageSecret.Use use,
            ByteString iv,
            ByteString payload,
            Parser<M> parser,
            Account account) {
        Person self = new Person(Optional.of(account.pn()), Optional.of(account.lid()));
        Optional<M> plain = note(records, arrival, key)
                .flatMap(note -> MessageSecret.of(note.getSecret().toByteArray()))
                .flatMap(secret -> AddOns.decrypt(
                        secret,
                        use,
                        key.getId(),
                        arrival.targetFromMe(key) ? self : arrival.person(),
                        arrival.fromMe() ? self : arrival.person(),
                        iv,
                        payload,
                        parser));
        if (plain.isEmpty()) {
            log.info("A {} to a message whose secret is not known, or under another, was ignored", use);
        }
        return plain;
    }

    private static Optional<StoredMessageNote> note(Records records, Arrival arrival, MessageKey key) {
        return isNamed(key)
                ? records.messageNotes().read(arrival.person(), arrival.targetFromMe(key), key.getId())
                : Optional.empty();
    }

    private static boolean isOwn(Arrival arrival, MessageKey key) {
        return isNamed(key) && arrival.targetFromMe(key) == arrival.fromMe();
    }

    private static boolean isNamed(MessageKey key) {
        return !key.getId().isEmpty() && key.getId().length() <= LONGEST_ID;
    }

    private static Instant time(Arrival arrival, long millis) {
        return millis > 0 && millis <= latest(arrival).toEpochMilli()
                ? Instant.ofEpochMilli(millis)
                : arrival.timestamp();
    }

    private static Instant latest(Arrival arrival) {
        return arrival.timestamp().plus(CLOCK_SKEW);
    }
}
