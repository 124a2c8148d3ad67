package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;

/// The chain that the other side encrypts on under one of its ratchet keys.
record ReceiverChain(PublicKey ratchetKey, SeedChain seeds) {

    static ReceiverChain start(PublicKey ratchetKey, ChainKey first) {
        return new ReceiverChain(ratchetKey, SeedChain.startingAt(first));
    }
}
