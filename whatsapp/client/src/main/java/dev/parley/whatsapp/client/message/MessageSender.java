package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.ContextWriter;
import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.restriction.FirstContacts;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages to every device of the recipient and to the account's other devices. Thread-safe.
public final class MessageSender {
    private static final Logger log = LoggerFactory.getLogger(MessageSender.class);

    /// So often recipients are asked for whose sessions vanish while we write to them.
    private static final int ATTEMPTS = 3;

    private final Vault vault;
    private final Link link;
    private final DeviceDirectory devices;
    private final SessionStarter sessions;
    private final FirstContacts firstContacts;
    private final PrivacyTokens tokens;
    private final MissingDevices missing;
    private final MessageEncryptor encryptor;
    private final Executor executor;
    private final SecureRandom random;
    private final InstantSource clock;

    /// @param executor a thread for each task, which may block
    public MessageSender(
            Vault vault,
            Link link,
            DeviceDirectory devices,
            SessionStarter sessions,
            FirstContacts firstContacts,
            PrivacyTokens tokens,
            MissingDevices missing,
            Executor executor,
            SecureRandom random,
            InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.devices = devices;
        this.sessions = sessions;
        this.firstContacts = firstContacts;
        this.tokens = tokens;
        this.missing = missing;
        this.encryptor = new MessageEncryptor(random);
        this.executor = executor;
        this.random = random;
        this.clock = clock;
    }

    /// Encrypts all messages in one transaction, which is committed before the first of them leaves, and
    /// hands them to the connection in their order. Blocks for as long as WhatsApp must be asked about new
    /// recipients.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when there is no connection or WhatsApp does not
    ///     answer; nothing was sent then
    public List<Submission> send(List<OutgoingMessage> messages) {
        Connection connection = link.connection();
        Account account = vault.transact(MessageSender::account);
        Set<Jid> users = new LinkedHashSet<>();
        messages.forEach(message -> users.add(message.to().bare()));
        users.add(account.pn().bare());
        List<Submission> submissions = new ArrayList<>(messages.size());
        for (int attempt = 1; submissions.isEmpty() && !messages.isEmpty(); attempt++) {
            boolean last = attempt == ATTEMPTS;
            devices.ensureKnown(users);
            sessions.ensureSessions(vault.transact(records -> devices(recipients(records, messages, account))));
            vault.transact(
                    records -> {
                        Map<Jid, Recipient> recipients = recipients(records, messages, account);
                        return last || isReady(records, recipients)
                                ? messages.stream()
                                        .map(message -> prepare(records, message, recipients, account))
                                        .toList()
                                : List.<Prepared>of();
                    },
                    // Still under the device's lock, so ratchet order is the order on the wire.
                    prepared -> prepared.forEach(one -> submissions.add(submit(connection, one))));
        }
        return submissions;
    }

    /// Somebody who is written to, as of one transaction.
    ///
    /// @param refusal why they are not to be written to at all
    private record Recipient(FanOut fanOut, Optional<SendResult.Refused> refusal) {}

    private Map<Jid, Recipient> recipients(Records records, List<OutgoingMessage> messages, Account account) {
        FirstContacts.Gate gate = firstContacts.gate(records);
        Map<Jid, Recipient> recipients = new LinkedHashMap<>();
        messages.forEach(message -> recipients.computeIfAbsent(message.to().bare(), user -> {
            FanOut fanOut = FanOut.of(records, user, account);
            return new Recipient(fanOut, gate.refusal(records, fanOut.to(), fanOut.recipientDevices(), account));
        }));
        return recipients;
    }

    /// Who needs a session.
    private static List<Jid> devices(Map<Jid, Recipient> recipients) {
        return allowed(recipients).flatMap(FanOut::devices).distinct().toList();
    }

    /// Whether every recipient can still be reached. A notification in between may have closed sessions, or
    /// made us forget devices: then WhatsApp is asked once more.
    private static boolean isReady(Records records, Map<Jid, Recipient> recipients) {
        return allowed(recipients)
                .allMatch(fanOut -> fanOut.recipientDevices().stream()
                        .anyMatch(device -> records.signal().hasSession(FanOut.session(records, device))));
    }

    private static Stream<FanOut> allowed(Map<Jid, Recipient> recipients) {
        return recipients.values().stream()
                .filter(recipient -> recipient.refusal().isEmpty())
                .map(Recipient::fanOut);
    }

    /// A message that is ready to go, or why it does not.
    private sealed interface Prepared {
        /// @param vouches whether a privacy token is to be issued once WhatsApp took the message
        record Encrypted(OutgoingMessage message, Node stanza, FanOut fanOut, boolean vouches) implements Prepared {}

        record Settled(String id, SendResult result) implements Prepared {}
    }

    private Prepared prepare(
            Records records, OutgoingMessage message, Map<Jid, Recipient> recipients, Account account) {
        Recipient recipient = Objects.requireNonNull(recipients.get(message.to().bare()));
        if (recipient.refusal().isPresent()) {
            return new Prepared.Settled(message.id(), recipient.refusal().get());
        }
        FanOut fanOut = recipient.fanOut();
        OutgoingMessage finished = new OutgoingMessage(message.to(), message.id(), finished(records, message, fanOut));
        Optional<Node> stanza = encryptor.encrypt(records, finished, fanOut, account);
        if (stanza.isEmpty()) {
            return new Prepared.Settled(
                    message.id(), new SendResult.Refused(404, "the recipient has no device on WhatsApp"));
        }
        records.sentMessages().write(message.id(), fanOut.to(), finished.content(), clock.instant());
        remember(records, message.id(), fanOut, finished.content());
        forgetRevoked(records, finished.content());
        Node.Builder withToken = stanza.get().toBuilder();
        tokens.forMessage(records, fanOut.to(), account).ifPresent(withToken::child);
        boolean vouches =
                !finished.content().hasProtocolMessage() && tokens.isToBeIssued(records, fanOut.to(), account);
        return new Prepared.Encrypted(finished, withToken.build(), fanOut, vouches);
    }

    /// Adds what every message has: its secret and the chat's disappearing mode. The same id sent once more
    /// is the same message, so it keeps what it had.
    private Message finished(Records records, OutgoingMessage message, FanOut fanOut) {
        Optional<StoredSentMessage> before = records.sentMessages()
                .read(message.id())
                .filter(sent -> sent.getTo().equals(fanOut.to().toString()) && !sent.getPeer());
        if (before.isPresent()) {
            return parse(before.get());
        }
        Message content = records.chatTimers()
                .read(records.lids().person(fanOut.to()))
                .map(timer -> ContextWriter.expiring(
                        message.content(),
                        Duration.ofSeconds(Integer.toUnsignedLong(timer.getExpiration())),
                        Instant.ofEpochSecond(timer.getSetAt())))
                .orElse(message.content());
        Message.Builder finished = content.toBuilder();
        if (!content.getMessageContextInfo().hasMessageSecret()) {
            finished.getMessageContextInfoBuilder()
                    .setMessageSecret(
                            ByteString.copyFrom(MessageSecret.generate(random).bytes()));
        }
        finished.getMessageContextInfoBuilder().setReportingTokenVersion(ReportingToken.VERSION);
        return finished.build();
    }

    /// What was taken back is not sent again to a device that asks for it (messaging.md section 6.2).
    private static void forgetRevoked(Records records, Message content) {
        ProtocolMessage protocol = content.getProtocolMessage();
        if (protocol.hasType() && protocol.getType() == ProtocolMessage.Type.REVOKE) {
            records.sentMessages().forget(protocol.getKey().getId());
        }
    }

    /// Votes and the like may come for it.
    private static void remember(Records records, String id, FanOut fanOut, Message content) {
        ContentReader.read(content)
                .flatMap(Arrivals::note)
                .ifPresent(note -> records.messageNotes().write(records.lids().person(fanOut.to()), true, id, note));
    }

    private static Message parse(StoredSentMessage sent) {
        try {
            return Message.parseFrom(sent.getMessage());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored message is not readable", e);
        }
    }

    private Submission submit(Connection connection, Prepared prepared) {
        return switch (prepared) {
            case Prepared.Settled(String id, SendResult result) -> new SettledSubmission(id, result);
            case Prepared.Encrypted encrypted -> {
                String id = encrypted.message().id();
                CompletableFuture<SendResult> outcome =
                        connection.replies().expect(id).thenApplyAsync(ack -> heed(ack, encrypted), executor);
                connection.send(encrypted.stanza());
                yield new PendingSubmission(id, outcome);
            }
        };
    }

    /// The ack also tells when our view of the recipient is out of date (messaging.md section 4.9).
    private SendResult heed(Node ack, Prepared.Encrypted encrypted) {
        FanOut fanOut = encrypted.fanOut();
        boolean accepted = ack.attr("error").isEmpty();
        if (accepted && missing.note(ack, encrypted.message().id(), encrypted.stanza(), fanOut)) {
            executor.execute(missing::sendQuietly);
        } else if (ack.hasAttr("error", "479") || ack.hasAttr("error", "421")) {
            // The next message asks again.
            vault.update(records -> DeviceDirectory.forget(records, fanOut.to()));
        }
        if (ack.hasAttr("refresh_lid", "true")) {
            vault.update(records -> DeviceDirectory.forget(records, fanOut.to()));
            executor.execute(() -> askForLid(fanOut));
        }
        if (accepted && encrypted.vouches()) {
            tokens.wroteTo(fanOut.to());
        }
        return firstContacts.explain(PendingSubmission.result(ack));
    }

    /// Only a question about the phone number is answered with its LID.
    private void askForLid(FanOut fanOut) {
        try {
            devices.ensureKnown(List.of(fanOut.recipientPn().orElse(fanOut.to())));
        } catch (WhatsAppException e) {
            log.info("A LID could not be asked for; the next message does it: {}", e.getMessage());
        }
    }

    static Account account(Records records) {
        return records.credentials()
                .read()
                .flatMap(credentials -> credentials.account())
                .orElseThrow(() -> new IllegalStateException("the device is not linked"));
    }
}
