package dev.parley.simulator;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a phone receives: decrypts messages, keeps them, and answers with the receipt that the table of the
/// protocol notes names (messaging 5.6). Not thread-safe: the phone's lock is held around every call.
final class PhoneIncoming {
    private static final int REMEMBERED = 10_000;

    private final PhoneLine line;
    private final PhoneCipher cipher;
    private final PhoneLog log;
    private final PhoneEffects effects;
    private final PhoneRetries retries;
    private final PhoneCompanions companions;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    PhoneIncoming(PhoneLine line, PhoneCipher cipher, PhoneLog log, PhoneRetries retries, PhoneCompanions companions) {
        this.line = line;
        this.cipher = cipher;
        this.log = log;
        this.effects = new PhoneEffects(log);
        this.retries = retries;
        this.companions = companions;
    }

    void message(Node message) {
        Jid from = message.jid("from").orElseThrow();
        Optional<Account> sender = line.account(from);
        Optional<Ciphertext> ciphertext = message.child("enc").flatMap(PhoneIncoming::ciphertext);
        if (sender.isEmpty() || ciphertext.isEmpty()) {
            line.send(Replies.ack(message));
            return;
        }
        if (!isVouchedFor(message, sender.get(), from.device(), ciphertext.get())) {
            retries.ask(message, RetryReason.ADV_FAILURE);
            return;
        }
        switch (cipher.decrypt(sender.get(), from.device(), ciphertext.get())) {
            case DecryptResult.Plaintext plaintext -> decrypted(message, sender.get(), plaintext.bytes());
            case DecryptResult.Duplicate _ -> line.send(Replies.delivered(message));
            case DecryptResult.NoSession _ -> retries.ask(message, RetryReason.NO_SESSION);
            case DecryptResult.UnknownPreKey _ -> retries.ask(message, RetryReason.INVALID_KEY_ID);
            case DecryptResult.UntrustedIdentity _ -> retries.ask(message, RetryReason.INVALID_KEY);
            case DecryptResult.BadMac _ -> retries.ask(message, RetryReason.BAD_MAC);
            case DecryptResult.FutureMessage _ -> retries.ask(message, RetryReason.FUTURE_MESSAGE);
            case DecryptResult.InvalidMessage _ -> retries.ask(message, RetryReason.INVALID_MESSAGE);
        }
    }

    private static Optional<Ciphertext> ciphertext(Node enc) {
        Optional<byte[]> bytes = enc.bytes().map(Bytes::toByteArray);
        return switch (enc.attrOrEmpty("type")) {
            case "pkmsg" -> bytes.map(present -> Ciphertext.of(Ciphertext.Type.PREKEY, present));
            case "msg" -> bytes.map(present -> Ciphertext.of(Ciphertext.Type.MESSAGE, present));
            default -> Optional.empty();
        };
    }

    /// A companion that starts a session has to show that its account has linked it.
    private boolean isVouchedFor(Node message, Account sender, int number, Ciphertext ciphertext) {
        if (number == 0 || ciphertext.type() == Ciphertext.Type.MESSAGE) {
            return true;
        }
        PublicKey accountKey = sender.signer().accountKey();
        Optional<PublicKey> identity =
                line.device(sender.pn().withDevice(number)).map(Device::identity);
        return identity.isPresent()
                && message.child("device-identity")
                        .flatMap(Node::bytes)
                        .flatMap(AdvVerifier::parse)
                        .filter(signed -> AdvVerifier.isValid(signed, accountKey, identity.get()))
                        .isPresent();
    }

    private void decrypted(Node message, Account sender, byte[] padded) {
        Optional<Message> content = MessagePadding.unpad(padded).flatMap(PhoneIncoming::parse);
        boolean isOwn = sender == line.account();
        if (content.isEmpty() || (isOwn && !isPeer(message) && !content.get().hasDeviceSentMessage())) {
            line.send(Replies.nack(message, Replies.INVALID_PROTOBUF));
            return;
        }
        String key = message.attrOrEmpty("from") + " " + message.attrOrEmpty("id");
        if (seen.putIfAbsent(key, true) == null) {
            if (isPeer(message)) {
                control(message, sender, content.get());
            } else {
                show(message, sender, content.get(), isOwn);
                companions.shown(
                        message.attrOrEmpty("id"),
                        isOwn ? content.get().getDeviceSentMessage().getMessage() : content.get());
            }
        }
        line.send(Replies.delivered(message));
    }

    private void control(Node message, Account sender, Message content) {
        int number = message.jid("from").orElseThrow().device();
        if (sender == line.account() && content.hasProtocolMessage()) {
            line.device(sender.pn().withDevice(number))
                    .ifPresent(companion ->
                            companions.asked(companion, message.attrOrEmpty("id"), content.getProtocolMessage()));
        }
    }

    private static Optional<Message> parse(byte[] bytes) {
        try {
            return Optional.of(Message.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    private void show(Node message, Account sender, Message content, boolean isOwn) {
        Message shown =
                MessageText.unwrapped(isOwn ? content.getDeviceSentMessage().getMessage() : content);
        Account chat = isOwn ? message.jid("recipient").flatMap(line::account).orElse(sender) : sender;
        PhoneMessage arrived = PhoneMessage.of(
                message.attrOrEmpty("id"),
                chat.phone(),
                sender.phone(),
                message.jid("from").orElseThrow().device(),
                Instant.ofEpochSecond(message.number("t").orElse(0)),
                isOwn,
                shown);
        if (effects.apply(shown, sender.phone())) {
            log.addChange(arrived);
        } else {
            log.add(arrived);
        }
    }

    private static boolean isPeer(Node message) {
        return message.hasAttr("category", "peer");
    }
}
