package dev.parley.whatsapp.client.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredFanOut;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a message to the devices that it missed, when the hash in its ack shows that the server knows others
/// than we do: the lists are asked for anew, and each missing device gets its copy once (messaging.md section
/// 4.9). Written down, so that a restart in between does not forget them. Thread-safe.
public final class MissingDevices {
    private static final Logger log = LoggerFactory.getLogger(MissingDevices.class);
    /// Later than this nobody expects the message any more.
    private static final Duration WINDOW = Duration.ofMinutes(10);
    /// Of how many recipients the hash is remembered that nothing explained.
    private static final int REMEMBERED = 1000;

    private final Vault vault;
    private final Link link;
    private final DeviceDirectory devices;
    private final SessionStarter sessions;
    private final PrivacyTokens tokens;
    private final MessageEncryptor encryptor;
    private final InstantSource clock;
    private final ReentrantLock sending = new ReentrantLock();
    private final Map<Jid, String> unexplained = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, String> eldest) {
            return size() > REMEMBERED;
        }
    });

    public MissingDevices(
            Vault vault,
            Link link,
            DeviceDirectory devices,
            SessionStarter sessions,
            PrivacyTokens tokens,
            SecureRandom random,
            InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.devices = devices;
        this.sessions = sessions;
        this.tokens = tokens;
        this.encryptor = new MessageEncryptor(random);
        this.clock = clock;
    }

    /// Writes down that a message missed devices, if its ack says so. A hash that asking again did not
    /// explain is believed no more: for direct messages it is only a hint.
    ///
    /// @return whether there is something to [#send]
    boolean note(Node ack, String id, Node stanza, FanOut fanOut) {
        Optional<String> hash = ack.attr("phash").filter(value -> !value.equals(unexplained.get(fanOut.to())));
        List<Jid> reached = reached(stanza);
        if (hash.isEmpty()) {
            return false;
        }
        return vault.transact(records -> {
            Account account = MessageSender.account(records);
            Jid self = fanOut.to().isLid() ? account.lid() : account.pn();
            // With or without the sending device: the sources disagree.
            if (hash.get().equals(ParticipantHash.of(reached))
                    || hash.get()
                            .equals(ParticipantHash.of(Stream.concat(reached.stream(), Stream.of(self))
                                    .toList()))) {
                return false;
            }
            DeviceDirectory.forget(records, fanOut.to());
            DeviceDirectory.forget(records, account.pn());
            records.fanOuts()
                    .write(
                            id,
                            StoredFanOut.newBuilder()
                                    .setHash(hash.get())
                                    .setTimestamp(clock.instant().getEpochSecond())
                                    .addAllDevice(
                                            reached.stream().map(Jid::toString).toList())
                                    .build());
            return true;
        });
    }

    /// As [#send], for a caller that does not care: what could not be sent is sent after the next login.
    void sendQuietly() {
        try {
            send();
        } catch (WhatsAppException e) {
            log.info("A message was not sent to the devices that it missed: {}", e.getMessage());
        }
    }

    /// Sends what is written down. Blocks.
    ///
    /// @throws WhatsAppException when there is no connection, or WhatsApp does not answer
    public void send() {
        sending.lock();
        try {
            vault.<Map<String, StoredFanOut>>transact(
                            records -> records.fanOuts().readAll())
                    .forEach(this::send);
        } finally {
            sending.unlock();
        }
    }

    private void send(String id, StoredFanOut due) {
        Optional<StoredSentMessage> sent =
                vault.transact(records -> records.sentMessages().read(id));
        boolean late = Instant.ofEpochSecond(due.getTimestamp()).plus(WINDOW).isBefore(clock.instant());
        if (sent.isPresent() && !late) {
            Jid to = Jid.parse(sent.get().getTo()).orElseThrow();
            Account account = vault.transact(MessageSender::account);
            devices.ensureKnown(Set.of(to, account.pn().bare()));
            List<Jid> missed = vault.transact(records -> missed(records, to, due, account));
            if (missed.isEmpty()) {
                unexplained.put(to, due.getHash());
            } else {
                sessions.ensureSessions(missed);
                send(id, to, message(sent.get()), missed, account);
            }
        }
        vault.update(records -> records.fanOuts().delete(id));
    }

    private void send(String id, Jid to, Message content, List<Jid> missed, Account account) {
        vault.transact(
                records -> missed.stream()
                        .flatMap(device -> encryptor
                                .encryptAgain(records, device, id, to, content, false, 0, account)
                                .map(stanza -> withToken(records, stanza, device, account))
                                .stream())
                        .toList(),
                stanzas -> stanzas.forEach(link.connection()::send));
    }

    private Node withToken(Records records, Node stanza, Jid device, Account account) {
        Node.Builder builder = stanza.toBuilder();
        tokens.forMessage(records, device, account).ifPresent(builder::child);
        return builder.build();
    }

    private static List<Jid> missed(Records records, Jid to, StoredFanOut due, Account account) {
        Set<String> reached = due.getDeviceList().stream()
                .flatMap(device -> Jid.parse(device).stream())
                .map(device -> FanOut.session(records, device))
                .map(SignalAddress::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        return FanOut.of(records, to, account)
                .devices()
                .filter(device ->
                        !reached.contains(FanOut.session(records, device).toString()))
                .toList();
    }

    private static List<Jid> reached(Node stanza) {
        return stanza.child("participants").stream()
                .flatMap(participants -> participants.children("to").stream())
                .flatMap(target -> target.jid("jid").stream())
                .toList();
    }

    private static Message message(StoredSentMessage sent) {
        try {
            return Message.parseFrom(sent.getMessage());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored message is not readable", e);
        }
    }
}
