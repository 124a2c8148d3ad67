package dev.parley.whatsapp.client.message;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.prekey.KeyNodes;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.SessionRecord;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a message once more to a device that could not decrypt it (messaging.md sections 6.3 to 6.5). Every
/// device has a count of its own for every message, which survives restarts, so that no two sides can keep
/// each other busy.
public final class RetryAnswers {
    private static final Logger log = LoggerFactory.getLogger(RetryAnswers.class);
    /// Requests with this count, or after this many answers, are ignored.
    private static final int LIMIT = 5;
    /// At this count the session in use is remembered; later ones want another.
    private static final int REMEMBER_SESSION = 2;
    /// A device gets a new session for its keys this often at most, unless the last one did not help: it may
    /// ask for many messages at once, each time with keys.
    private static final Duration SESSION_INTERVAL = Duration.ofHours(1);

    private static final int REGISTRATION_BYTES = 4;

    private final Vault vault;
    private final Link link;
    private final DeviceDirectory devices;
    private final SessionStarter sessions;
    private final PrivacyTokens tokens;
    private final MessageEncryptor encryptor;
    private final InstantSource clock;

    public RetryAnswers(
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

    /// What a device asks for.
    private record Request(Jid device, String id, int count, boolean withKeys) {
        /// Under which its count is kept.
        String name(Records records) {
            return "out " + FanOut.session(records, device) + " " + id;
        }
    }

    /// Repairs the session inside the transaction of the receipt; what comes next may ask WhatsApp and
    /// belongs after it.
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
        Request request = new Request(
                device.get(),
                retry.get().attr("id").orElse(receipt.attrOrEmpty("id")),
                Math.clamp(retry.get().number("count").orElse(1), 1, LIMIT),
                receipt.child("keys").isPresent());
        Optional<StoredSentMessage> sent = records.sentMessages()
                .read(request.id())
                .filter(message -> mayAsk(records, message, request.device(), receipt, account));
        if (sent.isEmpty() || request.count() >= LIMIT) {
            return Optional.empty();
        }
        int answered = records.retries().increment(request.name(records), 0, clock.instant());
        if (answered >= LIMIT) {
            return Optional.empty();
        }
        repairSession(records, request, receipt, account);
        if (!isListed(records, request.device())) {
            DeviceDirectory.forget(records, request.device());
        }
        return Optional.of(() -> answer(request, sent.get(), account));
    }

    /// Only a device of the recipient or of this account is told what was said. An own one has to name the
    /// chat.
    private static boolean mayAsk(Records records, StoredSentMessage sent, Jid device, Node receipt, Account account) {
        Jid to = Jid.parse(sent.getTo()).orElseThrow();
        if (account.isThisDevice(device)) {
            return false;
        }
        if (account.owns(device)) {
            return sent.getPeer()
                    || account.owns(to)
                    || receipt.jid("recipient")
                            .filter(chat -> records.lids()
                                    .person(chat)
                                    .equals(records.lids().person(to)))
                            .isPresent();
        }
        return records.lids().person(device).equals(records.lids().person(to));
    }

    private static boolean isListed(Records records, Jid device) {
        return device.device() == 0
                || DeviceDirectory.known(records, device.bare()).contains(device);
    }

    /// In the order of WhatsApp Web (messaging.md section 6.4).
    private void repairSession(Records records, Request request, Node receipt, Account account) {
        SignalAddress address = FanOut.session(records, request.device());
        Optional<Integer> registration = KeyNodes.number(receipt, "registration", REGISTRATION_BYTES);
        Optional<PreKeyBundle> bundle = receipt.child("keys")
                .flatMap(keys -> KeyNodes.bundle(keys, registration))
                .filter(keys -> keys.oneTimePreKey().isPresent());
        boolean other = isOther(records.signal().session(address), registration);
        if (other && account.owns(request.device()) && request.device().device() != 0) {
            // An own companion is never set up anew under its old number.
            log.warn(
                    "Own device {} asked with another registration id",
                    request.device().device());
            return;
        }
        boolean useless = isUnchanged(records, request, address);
        if (bundle.isPresent() && (other || useless || mayHaveSession(records, address))) {
            if (sessions.build(records, request.device(), bundle.get())) {
                records.retries().increment(sessionName(address), 0, clock.instant());
            }
        } else if (bundle.isEmpty() && (other || useless)) {
            records.signal().closeSession(address);
        }
        if (request.count() == REMEMBER_SESSION) {
            records.signal()
                    .session(address)
                    .flatMap(SessionRecord::aliceBaseKey)
                    .ifPresent(key -> records.retries().rememberSession(request.name(records), key));
        }
    }

    /// Whether the device still asks although the session is the one that it was given the time before.
    private static boolean isUnchanged(Records records, Request request, SignalAddress address) {
        Optional<PublicKey> before = records.retries().rememberedSession(request.name(records));
        return request.count() > REMEMBER_SESSION
                && before.isPresent()
                && records.signal()
                        .session(address)
                        .flatMap(SessionRecord::aliceBaseKey)
                        .equals(before);
    }

    private boolean mayHaveSession(Records records, SignalAddress address) {
        Optional<Instant> last = records.retries().last(sessionName(address));
        return !records.signal().hasSession(address)
                || last.filter(time -> time.plus(SESSION_INTERVAL).isAfter(clock.instant()))
                        .isEmpty();
    }

    private static String sessionName(SignalAddress address) {
        return "session " + address;
    }

    private static boolean isOther(Optional<SessionRecord> session, Optional<Integer> registrationId) {
        return registrationId.isPresent()
                && session.filter(record -> record.remoteRegistrationId().isPresent()
                                && record.remoteRegistrationId().getAsInt() != registrationId.get())
                        .isPresent();
    }

    private void answer(Request request, StoredSentMessage sent, Account account) {
        Jid device = request.device();
        try {
            Message content = Message.parseFrom(sent.getMessage());
            Jid to = Jid.parse(sent.getTo()).orElseThrow();
            if (!request.withKeys() && !isListedNow(device)) {
                log.info("A device that its owner does not list asked for a message");
                return;
            }
            sessions.ensureSessions(List.of(device));
            vault.transact(
                    records -> encryptor
                            .encryptAgain(
                                    records,
                                    device,
                                    request.id(),
                                    to,
                                    content,
                                    sent.getPeer(),
                                    request.count(),
                                    account)
                            .map(stanza -> sent.getPeer() ? stanza : withToken(records, stanza, device, account)),
                    stanza -> stanza.ifPresent(link.connection()::send));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored message is not readable", e);
        } catch (WhatsAppException e) {
            // The device asks again as long as it has not got the message.
            log.info("A retry request could not be answered: {}", e.getMessage());
        }
    }

    private boolean isListedNow(Jid device) {
        if (vault.transact(records -> isListed(records, device))) {
            return true;
        }
        devices.ensureKnown(List.of(device.bare()));
        return vault.transact(records -> isListed(records, device));
    }

    private Node withToken(Records records, Node stanza, Jid device, Account account) {
        Node.Builder builder = stanza.toBuilder();
        tokens.forMessage(records, device, account).ifPresent(builder::child);
        return builder.build();
    }
}
