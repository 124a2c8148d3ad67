package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.PlaceholderMessageResendRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.StoredWantedMessage;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the phone for messages that this device got without content, or could not decrypt (messaging.md section 5.5).
/// What is wanted is written down with the stanza that told of it, and asked for again after every login until the
/// phone has answered or was asked often enough.
public final class MissingMessages {
    private static final Logger log = LoggerFactory.getLogger(MissingMessages.class);
    /// Phones answer for no older ones.
    private static final Duration OLDEST = Duration.ofDays(14);
    /// The message itself may be on its way.
    private static final Duration DELAY = Duration.ofSeconds(3);

    private static final int MOST_ATTEMPTS = 3;
    private static final int MOST_IN_ONE = 32;

    private final Vault vault;
    private final PeerSender phone;
    private final EventConsumer consumer;
    private final Arrivals arrivals;
    private final BiConsumer<Runnable, Duration> later;
    private final InstantSource clock;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /// @param later runs something after a time, on a thread that may wait for the network
    public MissingMessages(
            Vault vault,
            PeerSender phone,
            EventConsumer consumer,
            BiConsumer<Runnable, Duration> later,
            InstantSource clock) {
        this.vault = vault;
        this.phone = phone;
        this.consumer = consumer;
        this.arrivals = new Arrivals(consumer);
        this.later = later;
        this.clock = clock;
    }

    public void register(PeerMessages peers) {
        peers.fromPrimary(
                ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
                (records, message, account, _) -> answered(records, message.content(), account));
    }

    /// Asks for everything that is still wanted. After a login; waits for the network.
    public void ask() {
        scheduled.set(false);
        List<StoredWantedMessage> wanted = vault.transact(this::due);
        for (int start = 0; start < wanted.size(); start += MOST_IN_ONE) {
            ask(wanted.subList(start, Math.min(wanted.size(), start + MOST_IN_ONE)));
        }
    }

    boolean isTooOld(MessageStanza stanza) {
        return stanza.timestamp().isBefore(clock.instant().minus(OLDEST));
    }

    /// Notes that a message is wanted, inside the transaction of its stanza.
    void want(Records records, MessageStanza stanza, Answers answers) {
        StoredWantedMessage.Builder wanted = StoredWantedMessage.newBuilder()
                .setChat(stanza.chat().toString())
                .setFromMe(stanza.fromMe())
                .setId(stanza.id())
                .setTimestamp(stanza.timestamp().getEpochSecond());
        stanza.pushName().ifPresent(wanted::setPushName);
        if (!isTooOld(stanza) && records.wantedMessages().add(wanted.build())) {
            answers.afterwards(this::schedule);
        }
    }

    /// The message came after all.
    void arrived(Records records, MessageStanza stanza) {
        find(records, records.lids().person(stanza.chat()), stanza.fromMe(), stanza.id())
                .forEach(records.wantedMessages()::delete);
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            later.accept(this::askOrWait, DELAY);
        }
    }

    private void askOrWait() {
        try {
            ask();
        } catch (WhatsAppException e) {
            // The next login asks again.
            log.info("The phone could not be asked for messages: {}", e.getMessage());
        }
    }

    /// What is wanted now; what arrived meanwhile or was asked for often enough is forgotten.
    private List<StoredWantedMessage> due(Records records) {
        Optional<Account> account = records.credentials().read().flatMap(Credentials::account);
        Instant oldest = clock.instant().minus(OLDEST);
        List<StoredWantedMessage> all = records.wantedMessages().all();
        List<StoredWantedMessage> due = all.stream()
                .filter(message -> message.getAttempts() < MOST_ATTEMPTS
                        && message.getTimestamp() >= oldest.getEpochSecond()
                        && account.filter(own -> consumer.knows(key(records, message, own)))
                                .isEmpty())
                .toList();
        all.stream().filter(message -> !due.contains(message)).forEach(records.wantedMessages()::delete);
        return due;
    }

    private void ask(List<StoredWantedMessage> wanted) {
        phone.requireConnection();
        // Counted first, so that what ends the process or the connection in between does not make us ask for ever.
        vault.update(records -> wanted.stream()
                // It may have come meanwhile.
                .filter(records.wantedMessages()::has)
                .forEach(message -> records.wantedMessages()
                        .write(message.toBuilder()
                                .setAttempts(message.getAttempts() + 1)
                                .build())));
        phone.send(request(wanted), PeerSender.Priority.HIGH_FORCE, false);
    }

    private static ProtocolMessage request(List<StoredWantedMessage> wanted) {
        PeerDataOperationRequestMessage.Builder request = PeerDataOperationRequestMessage.newBuilder()
                .setPeerDataOperationRequestType(PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND);
        wanted.forEach(
                message -> request.addPlaceholderMessageResendRequest(PlaceholderMessageResendRequest.newBuilder()
                        .setMessageKey(dev.parley.whatsapp.proto.MessageKey.newBuilder()
                                .setRemoteJid(message.getChat())
                                .setFromMe(message.getFromMe())
                                .setId(message.getId()))));
        return ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
                .setPeerDataOperationRequestMessage(request)
                .build();
    }

    private void answered(Records records, ProtocolMessage content, Account account) {
        content.getPeerDataOperationRequestResponseMessage().getPeerDataOperationResultList().stream()
                .filter(PeerDataOperationResult::hasPlaceholderMessageResendResponse)
                .map(result -> result.getPlaceholderMessageResendResponse().getWebMessageInfoBytes())
                .flatMap(bytes -> parse(bytes).stream())
                .forEach(info -> found(records, info, account));
    }

    /// Only what was asked for is taken.
    private void found(Records records, WebMessageInfo info, Account account) {
        Optional<Person> chat =
                Jid.parse(info.getKey().getRemoteJid()).filter(Jid::isPerson).map(records.lids()::person);
        boolean fromMe = info.getKey().getFromMe();
        chat.ifPresent(person -> find(records, person, fromMe, info.getKey().getId()).stream()
                .findFirst()
                .ifPresent(wanted -> {
                    records.wantedMessages().delete(wanted);
                    if (info.hasMessage() && !consumer.knows(key(records, wanted, account))) {
                        arrivals.accept(records, arrival(records, wanted, info, account), message(info), account);
                    }
                }));
    }

    /// Under either of the chat's names.
    private static List<StoredWantedMessage> find(Records records, Person chat, boolean fromMe, String id) {
        return Stream.of(chat.pn(), chat.lid())
                .flatMap(Optional::stream)
                .flatMap(name -> records.wantedMessages().find(name, fromMe, id).stream())
                .toList();
    }

    private static Arrival arrival(Records records, StoredWantedMessage wanted, WebMessageInfo info, Account account) {
        return new Arrival(
                wanted.getId(),
                records.lids().person(chat(wanted)),
                wanted.getFromMe() ? account.pn().bare() : chat(wanted),
                wanted.getFromMe(),
                Instant.ofEpochSecond(wanted.getTimestamp()),
                Optional.of(wanted.getPushName().isEmpty() ? info.getPushName() : wanted.getPushName())
                        .filter(name -> !name.isBlank()),
                false);
    }

    /// A phone keeps the secret beside the message.
    private static Message message(WebMessageInfo info) {
        if (!info.hasMessageSecret()
                || info.getMessage().getMessageContextInfo().hasMessageSecret()) {
            return info.getMessage();
        }
        Message.Builder message = info.getMessage().toBuilder();
        message.getMessageContextInfoBuilder().setMessageSecret(info.getMessageSecret());
        return message.build();
    }

    private static MessageKey key(Records records, StoredWantedMessage message, Account account) {
        Jid chat = records.lids().person(chat(message)).preferred();
        return new MessageKey(chat, message.getFromMe() ? account.pn() : chat, message.getId());
    }

    private static Jid chat(StoredWantedMessage message) {
        return Jid.parse(message.getChat()).orElseThrow();
    }

    private static Optional<WebMessageInfo> parse(ByteString bytes) {
        try {
            return Optional.of(WebMessageInfo.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
