package dev.parley.whatsapp.client.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.connection.Acks;
import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.GroupCipher;
import dev.parley.whatsapp.signal.GroupDecryptResult;
import dev.parley.whatsapp.signal.GroupSessionBuilder;
import dev.parley.whatsapp.signal.InvalidMessageException;
import dev.parley.whatsapp.signal.SenderKeyDistributionMessage;
import dev.parley.whatsapp.signal.SenderKeyName;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles what is sent to many at once: groups, status, broadcast lists, channels. It is decrypted, because the
/// ratchets
/// and the server want it so, acknowledged as its kind must be (messaging.md section 5.6), and not shown. Runs
/// inside the transaction in which the ratchets advance.
final class GroupReceiver {
    private static final Logger log = LoggerFactory.getLogger(GroupReceiver.class);
    /// A status is gone after this; nobody sends it again.
    private static final Duration STATUS_LIFE = Duration.ofHours(24);

    private final IdentityMerger identities;
    private final RetryRequests retryRequests;
    private final Decryptor decryptor;
    private final BooleanSupplier available;
    private final SecureRandom random;
    private final InstantSource clock;

    /// @param available whether others are told that the owner is there
    GroupReceiver(
            IdentityMerger identities,
            RetryRequests retryRequests,
            Decryptor decryptor,
            BooleanSupplier available,
            SecureRandom random,
            InstantSource clock) {
        this.identities = identities;
        this.retryRequests = retryRequests;
        this.decryptor = decryptor;
        this.available = available;
        this.random = random;
        this.clock = clock;
    }

    /// What became of the parts of a message.
    private sealed interface Outcome {
        record Read(List<Message> contents) implements Outcome {}

        record Failed(int reason, Node enc) implements Outcome {}

        /// It decrypted to something that is no message.
        record Broken() implements Outcome {}
    }

    /// @return what was read, in order
    List<Message> receive(Records records, MessageStanza stanza, Account account, Answers answers) {
        Node node = stanza.node();
        identities.learn(records, Optional.of(stanza.sender()), participantAlias(stanza));
        List<Node> pairwise =
                stanza.encs().stream().filter(Decryptor::isPairwise).toList();
        List<Node> common = stanza.encs().stream()
                .filter(enc -> enc.hasAttr("type", "skmsg"))
                .toList();
        if (!stanza.sender().isPerson() || (pairwise.isEmpty() && common.isEmpty())) {
            // Channels, bots, what is "unavailable", and what is encrypted in a way unknown here.
            answers.send(Acks.of(node, Optional.of(account)));
            return List.of();
        }
        return switch (decrypt(records, stanza, pairwise, common)) {
            case Outcome.Read(List<Message> contents) -> {
                retryRequests.settled(records, stanza);
                owe(stanza, account, answers);
                yield contents;
            }
            case Outcome.Failed(int reason, Node enc) -> {
                if (!isExpiredStatus(stanza)) {
                    retryRequests.request(records, stanza, reason, enc, account, answers);
                }
                answers.send(Acks.of(node, Optional.of(account)));
                yield List.of();
            }
            case Outcome.Broken _ -> {
                answers.send(Acks.refusing(node, Optional.of(account), Acks.INVALID_PROTOBUF));
                yield List.of();
            }
        };
    }

    /// The pairwise parts first, whatever their place: they bring the key for the common one, which is not tried
    /// without them (messaging.md section 5.2).
    private Outcome decrypt(Records records, MessageStanza stanza, List<Node> pairwise, List<Node> common) {
        List<Message> contents = new ArrayList<>();
        for (Node enc : pairwise) {
            switch (decryptor.decrypt(records, stanza.sender(), enc)) {
                case DecryptResult.Plaintext plaintext -> {
                    Optional<Message> message = parse(plaintext.bytes());
                    if (message.isEmpty()) {
                        return new Outcome.Broken();
                    }
                    takeKey(records, stanza, message.get());
                    contents.add(message.get());
                }
                case DecryptResult.Duplicate _ -> {
                    // Committed before: its key is here.
                }
                case DecryptResult failure -> {
                    return new Outcome.Failed(RetryRequests.reason(failure), enc);
                }
            }
        }
        for (Node enc : common) {
            switch (decryptCommon(records, stanza, enc)) {
                case GroupDecryptResult.Plaintext plaintext -> {
                    Optional<Message> message = parse(plaintext.bytes());
                    if (message.isEmpty()) {
                        return new Outcome.Broken();
                    }
                    contents.add(message.get());
                }
                case GroupDecryptResult.Duplicate _ -> {
                    // Committed before, and the server did not hear of it.
                }
                case GroupDecryptResult failure -> {
                    return new Outcome.Failed(reason(failure), enc);
                }
            }
        }
        return new Outcome.Read(contents);
    }

    private GroupDecryptResult decryptCommon(Records records, MessageStanza stanza, Node enc) {
        GroupCipher cipher = new GroupCipher(records.senderKeys(), random);
        byte[] bytes = enc.bytes().map(Bytes::toByteArray).orElse(new byte[0]);
        GroupDecryptResult result = cipher.decrypt(name(stanza, FanOut.session(records, stanza.sender())), bytes);
        Optional<Jid> pn = records.lids().person(stanza.sender()).pn();
        if (!(result instanceof GroupDecryptResult.UnknownSenderKey) || pn.isEmpty()) {
            return result;
        }
        // The key may have come under the phone number, before the LID was known.
        Jid device = pn.get().withDevice(stanza.sender().device());
        return cipher.decrypt(name(stanza, SignalRecords.address(device)), bytes);
    }

    /// The stanza says which group the key is for; what the key's sender claims does not count.
    private void takeKey(Records records, MessageStanza stanza, Message message) {
        Message content = stanza.fromMe() ? Unwrapper.fromOwnDevice(message) : message;
        if (!content.hasSenderKeyDistributionMessage()) {
            return;
        }
        try {
            SenderKeyDistributionMessage distribution =
                    SenderKeyDistributionMessage.parse(content.getSenderKeyDistributionMessage()
                            .getAxolotlSenderKeyDistributionMessage()
                            .toByteArray());
            new GroupSessionBuilder(records.senderKeys(), random)
                    .process(name(stanza, FanOut.session(records, stanza.sender())), distribution);
        } catch (InvalidMessageException e) {
            // Messages under it will be asked for again, with a better one.
            log.info("A sender key was not readable: {}", e.getMessage());
        }
    }

    private static SenderKeyName name(MessageStanza stanza, SignalAddress sender) {
        return new SenderKeyName(stanza.from().toString(), sender);
    }

    private static int reason(GroupDecryptResult failure) {
        return switch (failure) {
            case GroupDecryptResult.UnknownSenderKey _ -> RetryRequests.NO_SESSION;
            case GroupDecryptResult.BadSignature _ -> RetryRequests.INVALID_SIGNATURE;
            case GroupDecryptResult.FutureMessage _ -> RetryRequests.FUTURE_MESSAGE;
            case GroupDecryptResult.InvalidMessage _, GroupDecryptResult.Duplicate _, GroupDecryptResult.Plaintext _ ->
                RetryRequests.INVALID_MESSAGE;
        };
    }

    /// The receipt that clears the message. Of status nobody is told less than that it arrived, and it wants an
    /// ack too; of bots in groups nobody is told anything.
    private void owe(MessageStanza stanza, Account account, Answers answers) {
        boolean status = isStatus(stanza);
        Optional<String> type = stanza.fromMe()
                ? Optional.of("sender")
                : Optional.of("inactive").filter(_ -> !status && !available.getAsBoolean());
        answers.groupReceipt(
                stanza.from(),
                type,
                Optional.ofNullable(stanza.node().attrs().get("participant")),
                Optional.of("status").filter(_ -> status),
                stanza.id());
        if (status) {
            answers.send(Acks.of(stanza.node(), Optional.of(account)));
        }
    }

    private boolean isExpiredStatus(MessageStanza stanza) {
        return isStatus(stanza) && stanza.timestamp().plus(STATUS_LIFE).isBefore(clock.instant());
    }

    private static boolean isStatus(MessageStanza stanza) {
        return stanza.from().equals(Jid.STATUS_BROADCAST);
    }

    private static Optional<Jid> participantAlias(MessageStanza stanza) {
        return stanza.node()
                .jid("participant" + (stanza.sender().isLid() ? "_pn" : "_lid"))
                .filter(Jid::isPerson);
    }

    private static Optional<Message> parse(byte[] padded) {
        return Padding.remove(padded).flatMap(plaintext -> {
            try {
                return Optional.of(Message.parseFrom(plaintext));
            } catch (InvalidProtocolBufferException _) {
                return Optional.empty();
            }
        });
    }
}
