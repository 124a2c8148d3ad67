package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.SessionCipher;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Turns a message into its stanza: one ciphertext for each device (messaging.md sections 4.4 and 4.5).
final class MessageEncryptor {
    private final SecureRandom random;

    MessageEncryptor(SecureRandom random) {
        this.random = random;
    }

    /// Encrypts for every device there is a session with. Empty when none of the recipient's devices is among
    /// them: a stanza for the own devices alone would be acked and reach nobody.
    Optional<Node> encrypt(Records records, OutgoingMessage message, FanOut fanOut, Account account) {
        byte[] plaintext = Padding.add(message.content().toByteArray(), random);
        MessageForm form = MessageForm.of(message.content());
        List<Node> copies = copies(records, fanOut.recipientDevices(), plaintext, form);
        if (copies.isEmpty()) {
            return Optional.empty();
        }
        byte[] ownPlaintext = fanOut.ownDevices().isEmpty()
                ? plaintext
                : Padding.add(deviceSent(message.content(), fanOut.to()).toByteArray(), random);
        List<Node> all = Stream.concat(
                        copies.stream(), copies(records, fanOut.ownDevices(), ownPlaintext, form).stream())
                .toList();
        Node.Builder stanza = Node.of("message")
                .attr("id", message.id())
                .attr("to", fanOut.to())
                .attrIfPresent("peer_recipient_pn", fanOut.recipientPn())
                .child(Node.of("participants").children(all));
        form.describe(stanza);
        if (all.stream().flatMap(to -> to.child("enc").stream()).anyMatch(MessageEncryptor::isPreKey)) {
            stanza.child(deviceIdentity(account));
        }
        Jid self = fanOut.to().isLid() ? account.lid() : account.pn();
        ReportingToken.of(message.content(), message.id(), self, fanOut.to()).ifPresent(stanza::child);
        return Optional.of(stanza.build());
    }

    /// Encrypts once more for one device that asked: the `enc` stands bare in the stanza (messaging.md
    /// section 6.5).
    ///
    /// @param count of the request; 0 for a device that missed the message and did not ask
    Optional<Node> encryptAgain(
            Records records, Jid device, String id, Jid to, Message content, boolean peer, int count, Account account) {
        boolean own = account.owns(device) && !peer;
        Message wrapped = own ? deviceSent(content, to) : content;
        MessageForm form = peer ? MessageForm.plain() : MessageForm.of(content);
        return enc(records, device, Padding.add(wrapped.toByteArray(), random), form)
                .map(enc -> {
                    Node.Builder stanza = Node.of("message")
                            .attr("id", id)
                            .attr("to", device)
                            .attrIfPresent("category", Optional.of("peer").filter(_ -> peer))
                            .attrIfPresent("device_fanout", Optional.of("false").filter(_ -> !peer))
                            .attrIfPresent("recipient", own ? Optional.of(to) : Optional.<Jid>empty())
                            .child(enc.toBuilder()
                                    .attrIfPresent("count", Optional.of(count).filter(present -> present > 0)));
                    form.describe(stanza);
                    if (isPreKey(enc)) {
                        stanza.child(deviceIdentity(account));
                    }
                    return stanza.build();
                });
    }

    /// Encrypts a control message for one of the account's own devices: a bare `enc` and no device-sent
    /// wrapper. The id and the priority are the caller's to add.
    Optional<Node.Builder> encryptForOwnDevice(Records records, Jid device, Message content, Account account) {
        return enc(records, device, Padding.add(content.toByteArray(), random), MessageForm.plain())
                .map(enc -> {
                    Node.Builder stanza = Node.of("message")
                            .attr("to", device)
                            .attr("type", "text")
                            .attr("category", "peer")
                            .child(Node.of("meta").attr("appdata", "default"))
                            .child(enc);
                    if (isPreKey(enc)) {
                        stanza.child(deviceIdentity(account));
                    }
                    return stanza;
                });
    }

    private List<Node> copies(Records records, List<Jid> devices, byte[] plaintext, MessageForm form) {
        return devices.stream()
                .flatMap(device -> enc(records, device, plaintext, form)
                        .map(enc -> Node.of("to").attr("jid", device).child(enc).build())
                        .stream())
                .toList();
    }

    private Optional<Node> enc(Records records, Jid device, byte[] plaintext, MessageForm form) {
        return new SessionCipher(records.signal(), random)
                .encrypt(FanOut.session(records, device), plaintext)
                .map(ciphertext -> {
                    Node.Builder enc = Node.of("enc")
                            .attr("v", 2)
                            .attr("type", ciphertext.type() == Ciphertext.Type.PREKEY ? "pkmsg" : "msg")
                            .content(Bytes.wrap(ciphertext.bytes()));
                    form.describeEnc(enc);
                    return enc.build();
                });
    }

    private static boolean isPreKey(Node enc) {
        return enc.hasAttr("type", "pkmsg");
    }

    private static Message deviceSent(Message content, Jid chat) {
        Message.Builder wrapped = Message.newBuilder()
                .setDeviceSentMessage(DeviceSentMessage.newBuilder()
                        .setDestinationJid(chat.toString())
                        .setMessage(content));
        if (content.hasMessageContextInfo()) {
            wrapped.setMessageContextInfo(content.getMessageContextInfo());
        }
        return wrapped.build();
    }

    private static Node deviceIdentity(Account account) {
        return Node.of("device-identity")
                .content(Bytes.wrap(account.identity().toByteArray()))
                .build();
    }
}
