package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;

/// The chain that we encrypt on, under our present ratchet key pair.
record SenderChain(KeyPair ratchetKey, ChainKey chainKey) {

    SenderChain next() {
        return new SenderChain(ratchetKey, chainKey.next());
    }

    /// The index of the last message sent, 0 also when none was: what the next chain calls its "previous counter".
    long lastCounter() {
        return Math.max(0, chainKey.index() - 1);
    }
}
