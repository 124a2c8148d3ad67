package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
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
    private final SecureRandom random;
    private final Map<String, Sent> sent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > REMEMBERED;
        }
    };

    PhoneOutgoing(PhoneLine line, PhoneCipher cipher, SecureRandom random) {
        this.line = line;
        this.cipher = cipher;
        this.random = random;
    }

    /// @param peer a control message to a companion
    /// @param mediatype of files, as the stanza names it
    private record Sent(Account chat, Jid to, Message message, boolean peer, Optional<String> mediatype) {}

    /// Sends a text and returns its id.
    ///
    /// @throws ControlException when the server refuses it
    String send(Account chat, Addressing addressing, String text) {
        return send(chat, addressing, Message.newBuilder().setConversation(text).build(), Optional.empty());
    }

    /// Sends any message and returns its id.
    ///
    /// @param mediatype of a file, as the stanza names it
    /// @throws ControlException when the server refuses it
    String send(Account chat, Addressing addressing, Message content, Optional<String> mediatype) {
        Message message = content.toBuilder()
                .setMessageContextInfo(MessageContextInfo.newBuilder().setMessageSecret(randomBytes(SECRET_LENGTH)))
                .build();
        String id = newId();
        Sent outgoing = new Sent(chat, chat.on(addressing.server()), message, false, mediatype);
        sent.put(id, outgoing);
        Node ack = line.submit(fanOut(id, outgoing));
        ack.attr("error").ifPresent(error -> {
            throw ControlException.refused("The server refused the message with error " + error);
        });
        return id;
    }

    /// Sends a control message to one companion and returns its id.
    ///
    /// @throws ControlException when the server refuses it
    String sendToCompanion(Device companion, ProtocolMessage content) {
        Message message = Message.newBuilder().setProtocolMessage(content).build();
        String id = newId();
        sent.put(id, new Sent(line.account(), companion.pn(), message, true, Optional.empty()));
        Ciphertext ciphertext =
                cipher.encrypt(companion.account(), companion.number(), padded(message), () -> line.bundle(companion));
        Node ack = line.submit(
                peerMessage(id, companion.pn())
                        .child(enc(ciphertext, Optional.empty()))
                        .build());
        ack.attr("error").ifPresent(error -> {
            throw ControlException.refused("The server refused the control message with error " + error);
        });
        return id;
    }

    private String newId() {
        return "AC"
                + HexFormat.of().withUpperCase().formatHex(randomBytes(ID_BYTES).toByteArray());
    }

    private Node fanOut(String id, Sent outgoing) {
        byte[] forChat = padded(outgoing.message());
        byte[] forOwn = padded(deviceSent(outgoing));
        Node.Builder participants = Node.of("participants");
        for (Device device : line.targets(outgoing.chat())) {
            byte[] plaintext = device.account() == line.account() ? forOwn : forChat;
            Ciphertext ciphertext =
                    cipher.encrypt(device.account(), device.number(), plaintext, () -> line.bundle(device));
            participants.child(
                    Node.of("to").attr("jid", device.on(outgoing.to().server())).child(enc(ciphertext, outgoing.mediatype())));
        }
        return message(id, outgoing.to(), outgoing.mediatype()).child(participants).build();
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
        Node.Builder resent = original.peer()
                ? peerMessage(id, to)
                : message(id, to, original.mediatype())
                        .attr("device_fanout", "false")
                        .attrIfPresent("recipient", Optional.of(original.to()).filter(_ -> isOwn));
        line.submit(resent.child(enc(ciphertext, original.mediatype()).attr("count", count)).build());
    }

    /// The keys in the receipt, when they are the ones of the device that asks.
    private static Optional<PreKeyBundle> bundleIn(Node receipt, Device requester) {
        return receipt.child("keys")
                .map(keys -> KeyNodes.readRetryBundle(receipt, keys))
                .filter(bundle -> bundle.identityKey().equals(requester.identity()))
                .filter(bundle -> bundle.oneTimePreKey().isPresent());
    }

    private static Node.Builder message(String id, Jid to, Optional<String> mediatype) {
        return Node.of("message")
                .attr("id", id)
                .attr("to", to)
                .attr("type", mediatype.isPresent() ? "media" : "text");
    }

    private static Node.Builder peerMessage(String id, Jid companion) {
        return message(id, companion, Optional.empty())
                .attr("category", "peer")
                .attr("push_priority", "high")
                .child(Node.of("meta").attr("appdata", "default"));
    }

    private static Node.Builder enc(Ciphertext ciphertext, Optional<String> mediatype) {
        String type =
                switch (ciphertext.type()) {
                    case PREKEY -> "pkmsg";
                    case MESSAGE -> "msg";
                };
        return Node.of("enc")
                .attr("v", 2)
                .attr("type", type)
                .attrIfPresent("mediatype", mediatype)
                .content(ciphertext.bytes());
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
