package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.signal.GroupDecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.Plaintext;
import dev.parley.whatsapp.signal.GroupDecryptResult.UnknownSenderKey;
import java.security.SecureRandom;
import java.util.Optional;

/// Encrypts our messages to groups and decrypts those of other members. One read and one write of the sender's record
/// per message.
/// Without state of its own; see [SenderKeyStore] for the lock and the transaction that the caller holds.
public final class GroupCipher {
    private final SenderKeyStore store;
    private final SecureRandom random;

    public GroupCipher(SenderKeyStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /// Encrypts under our key in the group. Empty if there is none: [GroupSessionBuilder#create] it, give it to the
    /// members, and try again.
    ///
    /// @param own our own device in that group
    public Optional<SenderKeyMessage> encrypt(SenderKeyName own, byte[] plaintext) {
        return store.senderKeys(own)
                .flatMap(record -> record.encrypt(plaintext, random))
                .map(step -> {
                    store.storeSenderKeys(own, step.next());
                    return step.result();
                });
    }

    /// Decrypts a message of `from`. Any bytes may be passed.
    ///
    /// WhatsApp delivers messages to groups under the sender's bare address, which looks like the first device's
    /// (number 0), also when another device of that person sent them. So for a first device without the key the
    /// others are searched; the lock must then cover the whole person.
    public GroupDecryptResult decrypt(SenderKeyName from, byte[] serialized) {
        try {
            SenderKeyMessage message = SenderKeyMessage.parse(serialized);
            return holder(from, message.id())
                    .map(holder -> decrypt(holder, message))
                    .orElseGet(() -> new UnknownSenderKey(message.id()));
        } catch (InvalidMessageException e) {
            return new InvalidMessage(String.valueOf(e.getMessage()));
        }
    }

    private GroupDecryptResult decrypt(Holder holder, SenderKeyMessage message) {
        Transition<SenderKeyRecord, GroupDecryptResult> step =
                holder.record().decrypt(message, holder.name().sender());
        if (step.result() instanceof Plaintext) {
            store.storeSenderKeys(holder.name(), step.next());
        }
        return step.result();
    }

    /// A device that has the key of a message.
    private record Holder(SenderKeyName name, SenderKeyRecord record) {}

    private Optional<Holder> holder(SenderKeyName from, int id) {
        Optional<Holder> named = holderIfKnows(from, id);
        if (named.isPresent() || from.sender().device() != 0) {
            return named;
        }
        return store.devicesWithSenderKeys(from.groupId(), from.sender().name()).stream()
                .flatMap(device -> holderIfKnows(device, id).stream())
                .findFirst();
    }

    private Optional<Holder> holderIfKnows(SenderKeyName name, int id) {
        return store.senderKeys(name).filter(record -> record.knows(id)).map(record -> new Holder(name, record));
    }
}
