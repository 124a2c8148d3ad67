package dev.parley.whatsapp.client.receipt;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.event.PrivacySettings;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.StoredReceipt;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells others, and the account's other devices, what was read and played here (messaging.md section 7.2). What
/// is told is written down first and kept until WhatsApp confirms, so neither a lost connection nor a restart
/// loses it. Thread-safe.
///
/// Whether others learn of it is the owner's privacy setting; the own devices learn of it in any case.
public final class Receipts {
    private static final Logger log = LoggerFactory.getLogger(Receipts.class);

    private final Vault vault;
    private final Link link;
    private final Runnable askPrivacy;
    private final Executor executor;
    private final ReentrantLock flushing = new ReentrantLock();

    /// These two are guarded by `flushing`: what is on its way on which connection.
    private WeakReference<Connection> sentOn = new WeakReference<>(null);

    private final Set<String> sent = new HashSet<>();

    /// @param askPrivacy asks WhatsApp for the privacy settings and stores them; may block
    public Receipts(Vault vault, Link link, Runnable askPrivacy, Executor executor) {
        this.vault = vault;
        this.link = link;
        this.askPrivacy = askPrivacy;
        this.executor = executor;
    }

    /// The owner has read these messages of a person. Returns when that is written down; WhatsApp is told as soon
    /// as there is a connection. Saying it twice does no harm.
    ///
    /// @param chat the person, under either name
    /// @param messageIds of messages from that person, in any order
    /// @throws IllegalArgumentException when `chat` is no person
    public void markRead(Jid chat, List<String> messageIds, Instant when) {
        mark(chat, false, messageIds, when);
    }

    /// As [#markRead], for voice and video notes that were played.
    public void markPlayed(Jid chat, List<String> messageIds, Instant when) {
        mark(chat, true, messageIds, when);
    }

    private void mark(Jid chat, boolean played, List<String> messageIds, Instant when) {
        if (!chat.isPerson()) {
            throw new IllegalArgumentException("only messages of people are receipted here");
        }
        if (messageIds.isEmpty()) {
            return;
        }
        vault.update(records -> records.owedReceipts().add(chat.bare(), played, messageIds, when));
        if (link.isConnected()) {
            executor.execute(this::flush);
        }
    }

    /// Sends what is owed and not on its way; asks for the privacy settings first if they are not known. To be
    /// called after every login. Blocks; what cannot be sent now is sent after the next login.
    public void flush() {
        flushing.lock();
        try {
            if (vault.<Boolean>transact(records -> !records.owedReceipts().all().isEmpty()
                    && records.people().privacy().isEmpty())) {
                askPrivacy.run();
            }
            Connection connection = link.connection();
            if (!connection.equals(sentOn.get())) {
                sentOn = new WeakReference<>(connection);
                sent.clear();
            }
            owed().forEach(connection::send);
        } catch (WhatsAppException e) {
            log.info("Receipts wait for the next login: {}", e.getMessage());
        } finally {
            flushing.unlock();
        }
    }

    /// WhatsApp confirmed a receipt: it is owed no longer.
    public static void confirmed(Records records, Node ack) {
        String type = ack.attrOrEmpty("type");
        boolean played = type.startsWith("played");
        if (!played && !type.startsWith("read")) {
            return;
        }
        ack.jid("from").filter(Jid::isPerson).map(records.lids()::person).ifPresent(person -> {
            person.pn().ifPresent(pn -> records.owedReceipts().paid(pn, played, ack.attrOrEmpty("id")));
            person.lid().ifPresent(lid -> records.owedReceipts().paid(lid, played, ack.attrOrEmpty("id")));
        });
    }

    private List<Node> owed() {
        return vault.transact(records -> {
            // Unknown settings were asked for; when WhatsApp did not tell, nothing is given away.
            Optional<PrivacySettings> privacy = records.people().privacy().map(PrivacySettings::new);
            if (privacy.isEmpty()) {
                return List.<Node>of();
            }
            Set<String> owed = records.owedReceipts().all().keySet();
            sent.retainAll(owed);
            return records.owedReceipts().all().entrySet().stream()
                    .filter(entry -> sent.add(entry.getKey()))
                    .map(entry -> stanza(records, entry.getValue(), privacy.get()))
                    .toList();
        });
    }

    private static Node stanza(Records records, StoredReceipt receipt, PrivacySettings privacy) {
        String type = receipt.getPlayed() ? "played" : "read";
        List<String> ids = receipt.getMessageIdList();
        Node.Builder stanza = Node.of("receipt")
                .attr("id", ids.getFirst())
                .attr("to", records.addressOf(Jid.parse(receipt.getChat()).orElseThrow()))
                .attr("type", privacy.sendsReadReceipts() ? type : type + "-self")
                .attr("t", receipt.getTimestamp());
        return Answers.withList(stanza, ids).build();
    }
}
