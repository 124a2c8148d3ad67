package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a phone sends: encrypted for every device of the recipient and for its own companions, and once more, on
/// a new session, for a device that could not decrypt (protocol notes, messaging 4 and 6). Not thread-safe: the
/// phone's lock is held around every call.
final class PhoneOutgoing {
    private static final int SECRET_LENGTH = 32;
    private static final int ID_BYTES = 15;
    private static final int REMEMBERED = 10_000;
    private static final int MOST_RETRIES = 5;

    private final PhoneLine line;
    private final PhoneCipher cipher;
    private final PhoneLog log;
    private final PhoneEffects effects;
    private final SecureRandom random;
    private final Map<String, Sent> sent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > REMEMBERED;
        }
    };

    PhoneOutgoing(PhoneLine line, PhoneCipher cipher, PhoneLog log, SecureRandom random) {
        this.line = line;
        this.cipher = cipher;
        this.log = log;
        this.effects = new PhoneEffects(log);
        this.random = random;
    }

    /// @param peer a control message to a companion
    private record Sent(Account chat, Jid to, Message message, boolean peer) {}

    /// Sends a message of any kind and returns its id.
    ///
    /// @throws ControlException when the server refuses it
    String send(Account chat, Addressing addressing, Message content) {
        return send(chat, addressing, content, Optional.empty());
    }

    /// As [#send(Account, Addressing, Message)], but to the recipient's phone alone: their companions are told that
    /// there is a message without its content, as it happens with what is to be seen once.
    ///
    /// @param type what the companions are told about it, such as `view_once`; may be empty
    String sendWithheld(Account chat, Addressing addressing, Message content, String type) {
        Node.Builder unavailable =
                Node.of("unavailable").attrIfPresent("type", Optional.of(type).filter(text -> !text.isEmpty()));
        return send(chat, addressing, content, Optional.of(unavailable.build()));
    }

    private String send(Account chat, Addressing addressing, Message content, Optional<Node> withheld) {
        Message message = withSecret(content);
        String id = newId();
        Sent outgoing = new Sent(chat, chat.on(addressing.server()), message, false);
        sent.put(id, outgoing);
        Node stanza = fanOut(id, outgoing, withheld.isPresent());
        Node ack = line.submit(stanza);
        ack.attr("error").ifPresent(error -> {
            throw ControlException.refused("The server refused the message with error " + error);
        });
        withheld.ifPresent(unavailable -> line.withhold(stanza, chat, unavailable));
        keep(id, chat, message, Instant.ofEpochSecond(ack.number("t").orElse(0)));
        return id;
    }

    private Message withSecret(Message content) {
        if (content.getMessageContextInfo().hasMessageSecret()) {
            return content;
        }
        Message.Builder message = content.toBuilder();
        message.getMessageContextInfoBuilder().setMessageSecret(randomBytes(SECRET_LENGTH));
        return message.build();
    }

    private void keep(String id, Account chat, Message message, Instant timestamp) {
        Message shown = MessageText.unwrapped(message);
        String self = line.account().phone();
        if (!effects.apply(shown, self)) {
            log.addSent(PhoneMessage.of(id, chat.phone(), self, 0, timestamp, true, shown));
        }
    }

    /// Sends a control message to one companion and returns its id.
    ///
    /// @throws ControlException when the server refuses it
    String sendToCompanion(Device companion, ProtocolMessage content) {
        Message message = Message.newBuilder().setProtocolMessage(content).build();
        String id = newId();
        sent.put(id, new Sent(line.account(), companion.pn(), message, true));
        Ciphertext ciphertext =
                cipher.encrypt(companion.account(), companion.number(), padded(message), () -> line.bundle(companion));
        Node ack = line.submit(
                peerMessage(id, companion.pn()).child(enc(ciphertext)).build());
        ack.attr("error").ifPresent(error -> {
            throw ControlException.refused("The server refused the control message with error " + error);
        });
        return id;
    }

    private String newId() {
        return "AC"
                + HexFormat.of().withUpperCase().formatHex(randomBytes(ID_BYTES).toByteArray());
    }

    private Node fanOut(String id, Sent outgoing, boolean phoneOnly) {
        MessageForm form = MessageForm.of(outgoing.message());
        byte[] forChat = padded(outgoing.message());
        byte[] forOwn = padded(deviceSent(outgoing));
        Node.Builder participants = Node.of("participants");
        for (Device device : line.targets(outgoing.chat())) {
            if (phoneOnly && device.account() == outgoing.chat() && device.number() != 0) {
                continue;
            }
            byte[] plaintext = device.account() == line.account() ? forOwn : forChat;
            Ciphertext ciphertext =
                    cipher.encrypt(device.account(), device.number(), plaintext, () -> line.bundle(device));
            participants.child(Node.of("to")
                    .attr("jid", device.on(outgoing.to().server()))
                    .child(form.describeEnc(enc(ciphertext))));
        }
        return form.describe(message(id, outgoing.to())).child(participants).build();
    }

    /// Answers a retry receipt. Requests for unknown messages, from strangers, or past the limit are ignored.
    void resend(Node receipt) {
        long count = receipt.child("retry")
                .map(retry -> retry.number("count").orElse(1))
                .orElse(1L);
        Optional<Sent> original = receipt.attr("id").map(sent::get);
        Optional<Device> requester = receipt.jid("from").flatMap(line::device);
        if (original.isPresent() && requester.isPresent() && count < MOST_RETRIES) {
            boolean isOwn = requester.get().account() == line.account();
            if (isOwn || requester.get().account() == original.get().chat()) {
                resend(receipt, count, original.get(), requester.get());
            }
        }
    }

    private void resend(Node receipt, long count, Sent original, Device requester) {
        PreKeyBundle bundle = bundleIn(receipt, requester).orElseGet(() -> line.bundle(requester));
        cipher.startSession(requester.account(), requester.number(), bundle);
        boolean isOwn = requester.account() == line.account();
        byte[] plaintext = padded(isOwn && !original.peer() ? deviceSent(original) : original.message());
        Ciphertext ciphertext =
                cipher.encrypt(requester.account(), requester.number(), plaintext, () -> line.bundle(requester));
        String id = receipt.attrOrEmpty("id");
        Jid to = receipt.jid("from").orElseThrow();
        MessageForm form = MessageForm.of(original.message());
        Node.Builder resent = original.peer()
                ? peerMessage(id, to)
                : form.describe(message(id, to))
                        .attr("device_fanout", "false")
                        .attrIfPresent("recipient", Optional.of(original.to()).filter(_ -> isOwn));
        line.submit(resent.child(form.describeEnc(enc(ciphertext)).attr("count", count))
                .build());
    }

    /// The keys in the receipt, when they are the ones of the device that asks.
    private static Optional<PreKeyBundle> bundleIn(Node receipt, Device requester) {
        return receipt.child("keys")
                .map(keys -> KeyNodes.readRetryBundle(receipt, keys))
                .filter(bundle -> bundle.identityKey().equals(requester.identity()))
                .filter(bundle -> bundle.oneTimePreKey().isPresent());
    }

    private static Node.Builder message(String id, Jid to) {
        return Node.of("message").attr("id", id).attr("to", to);
    }

    private static Node.Builder peerMessage(String id, Jid companion) {
        return message(id, companion)
                .attr("type", "text")
                .attr("category", "peer")
                .attr("push_priority", "high")
                .child(Node.of("meta").attr("appdata", "default"));
    }

    private static Node.Builder enc(Ciphertext ciphertext) {
        String type =
                switch (ciphertext.type()) {
                    case PREKEY -> "pkmsg";
                    case MESSAGE -> "msg";
                };
        return Node.of("enc").attr("v", 2).attr("type", type).content(ciphertext.bytes());
    }

    private static Message deviceSent(Sent outgoing) {
        return Message.newBuilder()
                .setDeviceSentMessage(DeviceSentMessage.newBuilder()
                        .setDestinationJid(outgoing.to().toString())
                        .setMessage(outgoing.message()))
                .setMessageContextInfo(outgoing.message().getMessageContextInfo())
                .build();
    }

    private byte[] padded(Message message) {
        return MessagePadding.pad(message.toByteArray(), random);
    }

    private ByteString randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
