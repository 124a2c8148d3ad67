package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Sends control messages to the account's own devices (messaging.md section 4.10): requests for history, keys
/// and messages to the phone, keys to whoever asks. Thread-safe.
public final class PeerSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Vault vault;
    private final Link link;
    private final SessionStarter sessions;
    private final MessageEncryptor encryptor;
    private final SecureRandom random;
    private final Clock clock;

    public PeerSender(Vault vault, Link link, SessionStarter sessions, SecureRandom random, Clock clock) {
        this.vault = vault;
        this.link = link;
        this.sessions = sessions;
        this.encryptor = new MessageEncryptor(random);
        this.random = random;
        this.clock = clock;
    }

    /// How eagerly the phone is woken, as WhatsApp Web does it for each operation.
    public enum Priority {
        HIGH("high"),
        HIGH_FORCE("high_force");

        private final String code;

        Priority(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /// Sends `content` and waits until the server has it; the phone answers in a message of its own.
    ///
    /// @param privacySensitive as WhatsApp Web marks requests for history
    /// @return the id of the request, by which an answer names it
    /// @throws WhatsAppException when it could not be handed over
    public String send(ProtocolMessage content, Priority priority, boolean privacySensitive) {
        return sendTo(account().pn().bare(), content, priority, privacySensitive);
    }

    /// As [#send(ProtocolMessage, Priority, boolean)], to any other device of the account.
    ///
    /// @param device by phone number
    public String sendTo(Jid device, ProtocolMessage content, Priority priority, boolean privacySensitive) {
        Connection connection = link.connection();
        Account account = account();
        sessions.ensureSessions(List.of(device));
        String id = MessageIds.next(account.pn(), clock, random);
        Message message = Message.newBuilder().setProtocolMessage(content).build();
        PendingSubmission submission =
                new PendingSubmission(id, connection.replies().expect(id).thenApply(PendingSubmission::result));
        vault.transact(
                records -> {
                    Node.Builder stanza = encryptor
                            .encryptForOwnDevice(records, device, message, account)
                            .orElseThrow(() ->
                                    new WhatsAppException.UnexpectedAnswer("there is no session with the device"));
                    records.sentMessages().writePeer(id, device, message, clock.instant());
                    return stanza.attr("id", id)
                            .attr("push_priority", priority.code())
                            .attrIfPresent("privacy_sensitive", Optional.of("1").filter(_ -> privacySensitive))
                            .build();
                },
                connection::send);
        if (submission.await(TIMEOUT) instanceof SendResult.Refused refused) {
            throw new WhatsAppException.IqError(refused.code(), refused.words());
        }
        return id;
    }

    /// @throws WhatsAppException.NotConnected when there is no connection
    void requireConnection() {
        link.connection();
    }

    private Account account() {
        return vault.transact(records -> records.credentials()
                .read()
                .flatMap(credentials -> credentials.account())
                .orElseThrow(() -> new WhatsAppException.NotConnected("the device is not linked")));
    }
}
