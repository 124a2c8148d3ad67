package dev.parley.whatsapp.client.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.prekey.BundleFetcher;
import dev.parley.whatsapp.client.prekey.KeyNodes;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.SessionRecord;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a message once more to a device that could not decrypt it (messaging.md sections 6.3 to 6.5).
public final class RetryAnswers {
    private static final Logger log = LoggerFactory.getLogger(RetryAnswers.class);
    private static final int LIMIT = 5;
    private static final int REGISTRATION_BYTES = 4;

    private final Vault vault;
    private final Link link;
    private final SessionStarter sessions;
    private final MessageEncryptor encryptor;
    private final InstantSource clock;

    public RetryAnswers(Vault vault, Link link, BundleFetcher bundles, SecureRandom random, InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.sessions = new SessionStarter(vault, bundles, random);
        this.encryptor = new MessageEncryptor(random);
        this.clock = clock;
    }

    /// Repairs the session inside the transaction of the receipt; what comes next may ask WhatsApp and belongs
    /// after it.
    ///
    /// @param receipt one of type `retry`
    /// @return what to do after the commit; empty when the request is not to be answered
    public Optional<Runnable> prepare(Records records, Node receipt, Account account) {
        Optional<Jid> device =
                receipt.jid("participant").or(() -> receipt.jid("from")).filter(Jid::isPerson);
        Optional<Node> retry = receipt.child("retry");
        if (device.isEmpty() || retry.isEmpty()) {
            return Optional.empty();
        }
        String id = retry.get().attr("id").orElse(receipt.attrOrEmpty("id"));
        Optional<StoredSentMessage> sent =
                records.sentMessages().read(id).filter(message -> mayAsk(records, message, device.get(), account));
        int count = (int) retry.get().number("count").orElse(1);
        int answered = records.retries().increment("out " + device.get() + " " + id, 0, clock.instant());
        if (sent.isEmpty() || count > LIMIT || answered > LIMIT) {
            return Optional.empty();
        }
        repairSession(records, device.get(), receipt);
        return Optional.of(() -> answer(device.get(), id, sent.get(), count, account));
    }

    /// Only a device of the recipient or of this account is told what was said.
    private static boolean mayAsk(Records records, StoredSentMessage sent, Jid device, Account account) {
        Jid to = Jid.parse(sent.getTo()).orElseThrow();
        return account.owns(device)
                || records.lids().person(device).equals(records.lids().person(to));
    }

    private void repairSession(Records records, Jid device, Node receipt) {
        SignalAddress address = FanOut.session(records, device);
        Optional<Integer> registration = KeyNodes.number(receipt, "registration", REGISTRATION_BYTES);
        Optional<PreKeyBundle> bundle = receipt.child("keys").flatMap(keys -> KeyNodes.bundle(keys, registration));
        if (bundle.isPresent()) {
            sessions.build(records, device, bundle.get());
        } else if (registration.isPresent() && isOther(records.signal().session(address), registration.get())) {
            records.signal().closeSession(address);
        }
    }

    private static boolean isOther(Optional<SessionRecord> session, int registrationId) {
        return session.filter(record -> record.remoteRegistrationId().isPresent()
                        && record.remoteRegistrationId().getAsInt() != registrationId)
                .isPresent();
    }

    private void answer(Jid device, String id, StoredSentMessage sent, int count, Account account) {
        try {
            Message content = Message.parseFrom(sent.getMessage());
            Jid to = Jid.parse(sent.getTo()).orElseThrow();
            sessions.ensureSessions(List.of(device));
            vault.transact(
                    records -> encryptor.encryptAgain(records, device, id, to, content, sent.getPeer(), count, account),
                    stanza -> stanza.ifPresent(link.connection()::send));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored message is not readable", e);
        } catch (WhatsAppException e) {
            // The device asks again as long as it has not got the message.
            log.info("A retry request could not be answered: {}", e.getMessage());
        }
    }
}
