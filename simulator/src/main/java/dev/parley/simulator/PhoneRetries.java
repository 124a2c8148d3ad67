package dev.parley.simulator;

import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.wire.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Asks the sender of a message that a phone could not decrypt to send it again (protocol notes, messaging
/// 6.1). Not thread-safe: the phone's lock is held around every call.
final class PhoneRetries {
    private static final int MOST = 5;
    /// From this count on the receipt carries keys for a new session.
    private static final int WITH_KEYS = 2;
    private static final int REMEMBERED = 10_000;

    private final PhoneLine line;
    private final PhoneCipher cipher;
    private final Map<String, Integer> counts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    PhoneRetries(PhoneLine line, PhoneCipher cipher) {
        this.line = line;
        this.cipher = cipher;
    }

    /// Sends the retry receipt, unless enough were sent, and then the ack, which clears the message. An ack
    /// does not clear the copy of an own message; when retrying was in vain, the receipt of a delivered one
    /// does.
    void ask(Node message, RetryReason reason) {
        int count = counts.merge(
                message.attrOrEmpty("from") + " " + message.attrOrEmpty("participant") + " "
                        + message.attrOrEmpty("id"),
                1,
                Integer::sum);
        if (count <= MOST) {
            line.send(receipt(message, reason, count));
            line.send(Replies.ack(message));
        } else {
            line.send(Replies.delivered(message));
        }
    }

    /// The ids of messages that were asked for again.
    Set<String> ids() {
        return counts.keySet().stream()
                .map(key -> key.substring(key.lastIndexOf(' ') + 1))
                .collect(Collectors.toSet());
    }

    private Node receipt(Node message, RetryReason reason, int count) {
        Node.Builder receipt = Node.of("receipt")
                .attr("id", message.attrOrEmpty("id"))
                .attrIfPresent("to", message.jid("from"))
                .attr("type", "retry")
                .attrIfPresent("participant", message.jid("participant"))
                .attrIfPresent("recipient", message.jid("recipient"))
                .attrIfPresent("category", message.attr("category"))
                .child(Node.of("retry")
                        .attr("v", 1)
                        .attr("id", message.attrOrEmpty("id"))
                        .attrIfPresent("t", message.attr("t"))
                        .attr("count", count)
                        .attr("error", reason.code()))
                .child(KeyNodes.registration(cipher.registrationId()));
        return (count < WITH_KEYS ? receipt : receipt.child(keys())).build();
    }

    /// A phone is its account's primary: no `<device-identity>` vouches for it.
    private Node keys() {
        PreKey oneTime = cipher.newPreKeys(1).getFirst();
        return Node.of("keys")
                .child(KeyNodes.type())
                .child(KeyNodes.identity(cipher.identity()))
                .child(KeyNodes.key(
                        new OneTimePreKey(oneTime.id(), oneTime.keyPair().publicKey())))
                .child(KeyNodes.skey(cipher.signedPreKey()))
                .build();
    }
}
