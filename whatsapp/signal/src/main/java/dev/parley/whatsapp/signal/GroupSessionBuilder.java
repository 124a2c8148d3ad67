package dev.parley.whatsapp.signal;

import java.security.SecureRandom;

/// Makes our sender keys and takes in those of others.
/// Without state of its own; see [SenderKeyStore] for the lock and the transaction that the caller holds.
public final class GroupSessionBuilder {
    private final SenderKeyStore store;
    private final SecureRandom random;

    public GroupSessionBuilder(SenderKeyStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /// Our present key in a group, made when there is none, for members that do not have it yet.
    ///
    /// @param own our own device in that group
    public SenderKeyDistributionMessage create(SenderKeyName own) {
        return record(own).distribution().orElseGet(() -> renew(own));
    }

    /// A new key in a group: somebody who has the one before shall read no more. Every other member needs it.
    ///
    /// @param own our own device in that group
    public SenderKeyDistributionMessage renew(SenderKeyName own) {
        SenderKeyState fresh = SenderKeyState.generate(random);
        store.storeSenderKeys(own, SenderKeyRecord.EMPTY.with(fresh));
        return fresh.distribution();
    }

    /// Takes in another's key. A key that is here already stays as it is, since its chain may be ahead; another key
    /// with the same id takes its place. Five are kept, the newest.
    ///
    /// @param from the device that the message was encrypted by, in the group that came with it
    public void process(SenderKeyName from, SenderKeyDistributionMessage distribution) {
        SenderKeyRecord before = record(from);
        SenderKeyRecord after = before.with(SenderKeyState.received(distribution));
        if (!after.equals(before)) {
            store.storeSenderKeys(from, after);
        }
    }

    private SenderKeyRecord record(SenderKeyName name) {
        return store.senderKeys(name).orElse(SenderKeyRecord.EMPTY);
    }
}
