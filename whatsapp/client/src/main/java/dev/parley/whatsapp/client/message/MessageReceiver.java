package dev.parley.whatsapp.client.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.connection.Acks;
import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.client.device.IdentityChanges;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.UndecryptableReason;
import dev.parley.whatsapp.client.event.VerifiedName;
import dev.parley.whatsapp.client.presence.OwnName;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Handles `message` stanzas inside the transaction in which their ratchets advance: decrypts, hands the
/// message to the consumer, and notes what is owed to the server (messaging.md sections 5.2 and 5.6).
public final class MessageReceiver {
    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final RetryRequests retryRequests;
    private final PeerMessages peers;
    private final OwnName ownName;
    private final BooleanSupplier available;
    private final MissingMessages missing;
    private final Arrivals arrivals;
    private final Decryptor decryptor;
    private final GroupReceiver groups;

    /// @param available whether others are told that the owner is there
    public MessageReceiver(
            EventConsumer consumer,
            IdentityMerger identities,
            PeerMessages peers,
            RetryRequests retryRequests,
            MissingMessages missing,
            OwnName ownName,
            BooleanSupplier available,
            IdentityChanges identityChanges,
            SecureRandom random,
            InstantSource clock) {
        this.consumer = consumer;
        this.identities = identities;
        this.peers = peers;
        this.retryRequests = retryRequests;
        this.ownName = ownName;
        this.available = available;
        this.decryptor = new Decryptor(identityChanges, random);
        this.missing = missing;
        this.arrivals = new Arrivals(consumer);
        this.groups = new GroupReceiver(identities, retryRequests, decryptor, available, random, clock);
    }

    public void receive(Records records, Node node, Account account, Answers answers) {
        Optional<MessageStanza> parsed = MessageStanza.parse(node, account);
        if (parsed.isEmpty()) {
            answers.send(Acks.refusing(node, Optional.of(account), Acks.PARSING_ERROR));
            return;
        }
        MessageStanza stanza = parsed.get();
        identities.learn(records, Optional.of(stanza.chat()), stanza.chatAlias());
        learnNames(records, stanza, account, answers);
        if (!stanza.isDirect()) {
            List<Message> contents = groups.receive(records, stanza, account, answers);
            if (stanza.isFromBroadcastList()) {
                MessageStanza direct = stanza.inDirectChat();
                contents.forEach(content -> arrivals.accept(records, arrival(records, direct), content, account));
            }
            // Groups, status and channels are not this inbox's.
            return;
        }
        List<Node> encs = stanza.encs().stream().filter(Decryptor::isPairwise).toList();
        MessageKey key = key(records, stanza, account);
        if (encs.isEmpty()) {
            node.child("unavailable").ifPresent(child -> unavailable(records, stanza, key, child, answers));
            answers.send(Acks.of(node, Optional.of(account)));
            return;
        }
        if (consumer.knows(key)) {
            owe(stanza, answers);
            return;
        }
        for (Node enc : encs) {
            settle(records, stanza, key, enc, account, answers);
        }
    }

    /// What a message tells beside its content: how the account calls itself, and the business that sent it.
    private void learnNames(Records records, MessageStanza stanza, Account account, Answers answers) {
        if (stanza.fromMe()) {
            stanza.pushName().ifPresent(name -> ownName.learn(records, name, account, answers));
        } else if (stanza.isDirect()) {
            stanza.node()
                    .child("verified_name")
                    .flatMap(Node::bytes)
                    .flatMap(VerifiedName::parse)
                    .ifPresent(name -> consumer.store(new StoredEvent.BusinessNameChanged(
                            records.lids().person(stanza.chat()), Optional.of(name))));
        }
    }

    /// The content was not sent to this device on purpose (messaging.md section 5.5).
    private void unavailable(Records records, MessageStanza stanza, MessageKey key, Node unavailable, Answers answers) {
        if (consumer.knows(key)) {
            return;
        }
        UndecryptableReason reason = reason(stanza, unavailable);
        consumer.store(new StoredEvent.MessageUndecryptable(
                key, chat(records, stanza), stanza.fromMe(), stanza.timestamp(), stanza.isHiddenOnFailure(), reason));
        if (reason == UndecryptableReason.UNAVAILABLE) {
            missing.want(records, stanza, answers);
        }
    }

    private UndecryptableReason reason(MessageStanza stanza, Node unavailable) {
        if (unavailable.hasAttr("type", "view_once")) {
            return UndecryptableReason.VIEW_ONCE;
        }
        if (unavailable.hasAttr("hosted", "true") || stanza.node().child("bot").isPresent()) {
            return UndecryptableReason.NOT_FOR_THIS_DEVICE;
        }
        return missing.isTooOld(stanza) ? UndecryptableReason.TOO_OLD : UndecryptableReason.UNAVAILABLE;
    }

    private void settle(
            Records records, MessageStanza stanza, MessageKey key, Node enc, Account account, Answers answers) {
        switch (decryptor.decrypt(records, stanza.sender(), enc)) {
            case DecryptResult.Plaintext plaintext -> accept(records, stanza, plaintext.bytes(), account, answers);
            // Committed before, and the server did not hear of it.
            case DecryptResult.Duplicate _ -> owe(stanza, answers);
            case DecryptResult failure ->
                fail(records, stanza, key, RetryRequests.reason(failure), enc, account, answers);
        }
    }

    private void accept(Records records, MessageStanza stanza, byte[] padded, Account account, Answers answers) {
        Optional<Message> message = Padding.remove(padded).flatMap(MessageReceiver::parse);
        if (message.isEmpty()) {
            answers.send(Acks.refusing(stanza.node(), Optional.of(account), Acks.INVALID_PROTOBUF));
            return;
        }
        Message own = stanza.fromMe() ? Unwrapper.fromOwnDevice(message.get()) : message.get();
        if (retryRequests.settled(records, stanza)) {
            missing.arrived(records, stanza);
        }
        ProtocolMessage protocol = Unwrapper.unwrap(own).message().getProtocolMessage();
        if (peers.concerns(protocol)) {
            peers.handle(
                    records,
                    new PeerMessage(stanza.id(), stanza.sender(), stanza.timestamp(), protocol),
                    account,
                    answers);
        } else if (!stanza.peer()) {
            arrivals.accept(records, arrival(records, stanza), own, account);
        }
        owe(stanza, answers);
    }

    private void fail(
            Records records,
            MessageStanza stanza,
            MessageKey key,
            int reason,
            Node enc,
            Account account,
            Answers answers) {
        if (retryRequests.request(records, stanza, reason, enc, account, answers)) {
            consumer.store(new StoredEvent.MessageUndecryptable(
                    key,
                    chat(records, stanza),
                    stanza.fromMe(),
                    stanza.timestamp(),
                    stanza.isHiddenOnFailure(),
                    UndecryptableReason.WAITING));
            if (!stanza.peer() && !stanza.isHiddenOnFailure()) {
                // Its sender may be away for days; the phone has it.
                missing.want(records, stanza, answers);
            }
        }
        if (stanza.fromMe()) {
            // An ack alone does not clear a message from an own device.
            owe(stanza, answers);
        } else {
            answers.send(Acks.of(stanza.node(), Optional.of(account)));
        }
    }

    /// Notes the delivery receipt that clears the message. While the owner is not there, others' messages
    /// count as received in the background.
    private void owe(MessageStanza stanza, Answers answers) {
        Optional<String> type = stanza.peer()
                ? Optional.of("peer_msg")
                : stanza.fromMe()
                        ? Optional.of("sender")
                        : Optional.of("inactive").filter(_ -> !available.getAsBoolean());
        answers.receipt(
                stanza.from(),
                type,
                stanza.peer()
                        ? Optional.empty()
                        : Optional.ofNullable(stanza.node().attrs().get("recipient")),
                stanza.id());
    }

    private static MessageKey key(Records records, MessageStanza stanza, Account account) {
        Jid chat = records.lids().person(stanza.chat()).preferred();
        return new MessageKey(chat, stanza.fromMe() ? account.pn() : chat, stanza.id());
    }

    private static Arrival arrival(Records records, MessageStanza stanza) {
        return new Arrival(
                stanza.id(),
                records.lids().person(stanza.chat()),
                stanza.sender(),
                stanza.fromMe(),
                stanza.timestamp(),
                stanza.pushName(),
                stanza.isOffline());
    }

    private static Chat chat(Records records, MessageStanza stanza) {
        Person person = records.lids().person(stanza.chat());
        return new Chat.Direct(person);
    }

    private static Optional<Message> parse(byte[] plaintext) {
        try {
            return Optional.of(Message.parseFrom(plaintext));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
