package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;

/// A chain that the other side encrypts on, under one of its ratchet keys.
///
/// @param chainKey at the message after the latest one received
record ReceiverChain(PublicKey ratchetKey, ChainKey chainKey, SkippedKeys skipped) {
    /// How far ahead of its predecessors a message may be: bounds the work that one message can cause.
    static final int MAX_JUMP = 2000;

    /// Where the seed of a message is.
    sealed interface Search {
        /// @param rest the chain without that seed
        record Found(SecretBytes seed, ReceiverChain rest) implements Search {}

        /// The seed was used already.
        record Spent() implements Search {}

        record TooFar() implements Search {}
    }

    static ReceiverChain start(PublicKey ratchetKey, ChainKey first) {
        return new ReceiverChain(ratchetKey, first, SkippedKeys.NONE);
    }

    Search take(long counter) {
        if (counter < chainKey.index()) {
            return skipped.seed(counter)
                    .<Search>map(seed ->
                            new Search.Found(seed, new ReceiverChain(ratchetKey, chainKey, skipped.without(counter))))
                    .orElseGet(Search.Spent::new);
        }
        return counter - chainKey.index() > MAX_JUMP ? new Search.TooFar() : advanceTo(counter);
    }

    private Search.Found advanceTo(long counter) {
        ChainKey key = chainKey;
        List<SecretBytes> jumped = new ArrayList<>();
        for (; key.index() < counter; key = key.next()) {
            jumped.add(key.seed());
        }
        SkippedKeys allSkipped = jumped.isEmpty() ? skipped : skipped.with(chainKey.index(), jumped);
        return new Search.Found(key.seed(), new ReceiverChain(ratchetKey, key.next(), allSkipped));
    }
}
