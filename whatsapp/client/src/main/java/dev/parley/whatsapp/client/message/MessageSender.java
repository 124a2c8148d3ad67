package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.prekey.BundleFetcher;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Sends messages to every device of the recipient and to the account's other devices. Thread-safe.
public final class MessageSender {
    private final Vault vault;
    private final Link link;
    private final DeviceDirectory devices;
    private final SessionStarter sessions;
    private final MessageEncryptor encryptor;
    private final InstantSource clock;

    public MessageSender(
            Vault vault,
            Link link,
            DeviceDirectory devices,
            BundleFetcher bundles,
            SecureRandom random,
            InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.devices = devices;
        this.sessions = new SessionStarter(vault, bundles, random);
        this.encryptor = new MessageEncryptor(random);
        this.clock = clock;
    }

    /// Encrypts all messages in one transaction, which is committed before the first of them leaves, and hands
    /// them to the connection in their order. Blocks for as long as WhatsApp must be asked about new recipients.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when there is no connection or WhatsApp does not
    ///     answer; nothing was sent then
    public List<Submission> send(List<OutgoingMessage> messages) {
        Connection connection = link.connection();
        Account account = vault.transact(MessageSender::account);
        Set<Jid> users = new LinkedHashSet<>();
        messages.forEach(message -> users.add(message.to().bare()));
        users.add(account.pn().bare());
        devices.ensureKnown(users);
        sessions.ensureSessions(vault.transact(records -> messages.stream()
                .map(message -> message.to().bare())
                .distinct()
                .flatMap(user -> FanOut.of(records, user, account).devices())
                .distinct()
                .toList()));
        List<Submission> submissions = new ArrayList<>(messages.size());
        vault.transact(
                records -> messages.stream()
                        .map(message -> encrypt(records, message, account))
                        .toList(),
                // Still under the device's lock, so ratchet order is the order on the wire.
                encrypted -> encrypted.forEach(one -> submissions.add(submit(connection, one))));
        return submissions;
    }

    private Encrypted encrypt(Records records, OutgoingMessage message, Account account) {
        FanOut fanOut = FanOut.of(records, message.to().bare(), account);
        Optional<Node> stanza = encryptor.encrypt(records, message, fanOut, account);
        if (stanza.isPresent()) {
            records.sentMessages().write(message.id(), fanOut.to(), message.content(), clock.instant());
        }
        return new Encrypted(message.id(), stanza, fanOut);
    }

    private Submission submit(Connection connection, Encrypted encrypted) {
        if (encrypted.stanza().isEmpty()) {
            return new SettledSubmission(
                    encrypted.id(), new SendResult.Refused(404, "the recipient has no device on WhatsApp"));
        }
        PendingSubmission submission = new PendingSubmission(
                encrypted.id(), connection.replies().expect(encrypted.id()), ack -> heed(ack, encrypted.fanOut()));
        connection.send(encrypted.stanza().get());
        return submission;
    }

    /// The ack tells when our view of the recipient is out of date (messaging.md section 4.9).
    private void heed(Node ack, FanOut fanOut) {
        if (ack.attr("phash").isPresent() || ack.hasAttr("refresh_lid", "true") || ack.hasAttr("error", "479")) {
            vault.update(records -> {
                DeviceDirectory.forget(records, fanOut.to());
                DeviceDirectory.forget(records, account(records).pn());
            });
        }
    }

    private static Account account(Records records) {
        return records.credentials()
                .read()
                .flatMap(credentials -> credentials.account())
                .orElseThrow(() -> new IllegalStateException("the device is not linked"));
    }

    private record Encrypted(String id, Optional<Node> stanza, FanOut fanOut) {}
}
