package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.GroupCipher;
import dev.parley.whatsapp.signal.GroupDecryptResult;
import dev.parley.whatsapp.signal.GroupSessionBuilder;
import dev.parley.whatsapp.signal.InMemorySenderKeyStore;
import dev.parley.whatsapp.signal.SenderKeyDistributionMessage;
import dev.parley.whatsapp.signal.SenderKeyName;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a phone sends to many at once and receives so: with a sender key for each group, which every device gets
/// once, and which is sent again to a device that asks (protocol notes, messaging 1.11 and 6.5). Not thread-safe:
/// the phone's lock is held around every call.
final class PhoneGroups {
    private static final int REMEMBERED = 10_000;
    private static final int ID_BYTES = 15;

    private final PhoneLine line;
    private final PhoneCipher cipher;
    private final PhoneLog log;
    private final PhoneRetries retries;
    private final SecureRandom random;
    private final InMemorySenderKeyStore keys = new InMemorySenderKeyStore();
    private final Map<Jid, Set<Device>> haveKey = new HashMap<>();
    private final Map<String, Sent> sent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > REMEMBERED;
        }
    };

    PhoneGroups(PhoneLine line, PhoneCipher cipher, PhoneLog log, PhoneRetries retries, SecureRandom random) {
        this.line = line;
        this.cipher = cipher;
        this.log = log;
        this.retries = retries;
        this.random = random;
    }

    private record Sent(Jid to, Message message) {}

    /// @param readers the devices of all who shall read it
    /// @throws ControlException when the server refuses it
    String send(Jid to, Collection<Device> readers, String text) {
        Message message = Message.newBuilder().setConversation(text).build();
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = "AC" + HexFormat.of().withUpperCase().formatHex(bytes);
        sent.put(id, new Sent(to, message));
        Node.Builder stanza = Node.of("message")
                .attr("id", id)
                .attr("to", to)
                .attr("type", "text")
                .attr("addressing_mode", "lid");
        byte[] distribution = distribution(to);
        Node.Builder participants = Node.of("participants");
        Set<Device> withKey = haveKey.computeIfAbsent(to, _ -> new HashSet<>());
        boolean anyNew = false;
        for (Device device : readers) {
            if (withKey.add(device)) {
                anyNew = true;
                participants.child(
                        Node.of("to").attr("jid", device.lid()).child(pairwise(device, withKey(to, distribution))));
            }
        }
        if (anyNew) {
            stanza.child(participants);
        }
        byte[] common = new GroupCipher(keys, random)
                .encrypt(ownName(to), padded(message))
                .orElseThrow()
                .serialized();
        Node ack = line.submit(
                stanza.child(Node.of("enc").attr("v", 2).attr("type", "skmsg").content(common))
                        .build());
        ack.attr("error").ifPresent(error -> {
            throw ControlException.refused("The server refused the message with error " + error);
        });
        return id;
    }

    /// No later message brings them the key: they have to ask.
    void pretendAllHaveKey(Jid to, Collection<Device> readers) {
        distribution(to);
        haveKey.computeIfAbsent(to, _ -> new HashSet<>()).addAll(readers);
    }

    void message(Node message) {
        Jid chat = message.jid("from").orElseThrow();
        Optional<Device> sender = message.jid("participant").flatMap(line::device);
        if (sender.isEmpty()) {
            line.send(Replies.ack(message));
            return;
        }
        for (Node enc : message.children("enc")) {
            if (!read(message, chat, sender.get(), enc)) {
                return;
            }
        }
        line.send(Replies.delivered(message, sender.get().account() == line.account()));
    }

    private boolean read(Node message, Jid chat, Device sender, Node enc) {
        byte[] bytes = enc.bytes().map(Bytes::toByteArray).orElse(new byte[0]);
        if (enc.hasAttr("type", "skmsg")) {
            switch (new GroupCipher(keys, random).decrypt(name(chat, sender), bytes)) {
                case GroupDecryptResult.Plaintext plaintext -> content(message, chat, sender, plaintext.bytes());
                case GroupDecryptResult.Duplicate _ -> {}
                default -> {
                    retries.ask(message, RetryReason.NO_SESSION);
                    return false;
                }
            }
            return true;
        }
        Ciphertext.Type type = enc.hasAttr("type", "pkmsg") ? Ciphertext.Type.PREKEY : Ciphertext.Type.MESSAGE;
        switch (cipher.decrypt(sender.account(), sender.number(), Ciphertext.of(type, bytes))) {
            case DecryptResult.Plaintext plaintext -> content(message, chat, sender, plaintext.bytes());
            case DecryptResult.Duplicate _ -> {}
            default -> {
                retries.ask(message, RetryReason.NO_SESSION);
                return false;
            }
        }
        return true;
    }

    private void content(Node message, Jid chat, Device sender, byte[] padded) {
        Optional<Message> content = MessagePadding.unpad(padded).flatMap(PhoneGroups::parse);
        content.filter(Message::hasSenderKeyDistributionMessage)
                .ifPresent(found -> new GroupSessionBuilder(keys, random)
                        .process(
                                name(chat, sender),
                                SenderKeyDistributionMessage.parse(found.getSenderKeyDistributionMessage()
                                        .getAxolotlSenderKeyDistributionMessage()
                                        .toByteArray())));
        content.filter(found -> !MessageText.of(found).isEmpty())
                .ifPresent(found -> log.add(PhoneMessage.of(
                        message.attrOrEmpty("id"),
                        chat.toString(),
                        sender.account().phone(),
                        sender.number(),
                        Instant.ofEpochSecond(message.number("t").orElse(0)),
                        sender.account() == line.account(),
                        found)));
    }

    private static Optional<Message> parse(byte[] bytes) {
        try {
            return Optional.of(Message.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    /// Answers a retry receipt from a group: key and message once more, for that device alone.
    void resend(Node receipt) {
        Optional<Sent> original = receipt.attr("id").map(sent::get);
        Optional<Device> requester = receipt.jid("participant").flatMap(line::device);
        if (original.isEmpty() || requester.isEmpty()) {
            return;
        }
        Jid to = original.get().to();
        long count = receipt.child("retry")
                .map(retry -> retry.number("count").orElse(1))
                .orElse(1L);
        Message withKey = original.get().message().toBuilder()
                .setSenderKeyDistributionMessage(withKey(to, distribution(to)).getSenderKeyDistributionMessage())
                .build();
        line.submit(Node.of("message")
                .attr("id", receipt.attrOrEmpty("id"))
                .attr("to", to)
                .attr("participant", requester.get().lid())
                .attr("type", "text")
                .attr("addressing_mode", "lid")
                .child(pairwise(requester.get(), withKey).toBuilder().attr("count", count))
                .build());
    }

    private byte[] distribution(Jid to) {
        return new GroupSessionBuilder(keys, random).create(ownName(to)).serialize();
    }

    private static Message withKey(Jid to, byte[] distribution) {
        return Message.newBuilder()
                .setSenderKeyDistributionMessage(dev.parley.whatsapp.proto.SenderKeyDistributionMessage.newBuilder()
                        .setGroupId(to.toString())
                        .setAxolotlSenderKeyDistributionMessage(ByteString.copyFrom(distribution)))
                .build();
    }

    private Node pairwise(Device device, Message message) {
        Ciphertext ciphertext =
                cipher.encrypt(device.account(), device.number(), padded(message), () -> line.bundle(device));
        return Node.of("enc")
                .attr("v", 2)
                .attr("type", ciphertext.type() == Ciphertext.Type.PREKEY ? "pkmsg" : "msg")
                .content(ciphertext.bytes())
                .build();
    }

    private SenderKeyName ownName(Jid to) {
        return new SenderKeyName(
                to.toString(), new SignalAddress(line.account().lid().toString(), 0));
    }

    private static SenderKeyName name(Jid chat, Device sender) {
        return new SenderKeyName(
                chat.toString(), new SignalAddress(sender.account().lid().toString(), sender.number()));
    }

    private byte[] padded(Message message) {
        return MessagePadding.pad(message.toByteArray(), random);
    }
}
