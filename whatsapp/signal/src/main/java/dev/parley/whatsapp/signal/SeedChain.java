package dev.parley.whatsapp.signal;

import java.util.ArrayList;
import java.util.List;

/// A chain that somebody else encrypts on, at one moment: each seed can be taken once, in any order.
///
/// @param next    the key at the message after the latest one received
/// @param skipped the seeds of the messages before it that have not come
record SeedChain(ChainKey next, SkippedKeys skipped) {
    /// How far ahead of its predecessors a message may be: bounds the work that one message can cause.
    static final int MAX_JUMP = 2000;

    /// Where the seed of a message is.
    sealed interface Search {
        /// @param rest the chain without that seed
        record Found(SecretBytes seed, SeedChain rest) implements Search {}

        /// The seed was used already.
        record Spent() implements Search {}

        record TooFar() implements Search {}
    }

    static SeedChain startingAt(ChainKey first) {
        return new SeedChain(first, SkippedKeys.NONE);
    }

    Search take(long index) {
        if (index < next.index()) {
            return skipped.seed(index)
                    .<Search>map(seed -> new Search.Found(seed, new SeedChain(next, skipped.without(index))))
                    .orElseGet(Search.Spent::new);
        }
        return index - next.index() > MAX_JUMP ? new Search.TooFar() : advanceTo(index);
    }

    private Search.Found advanceTo(long index) {
        ChainKey key = next;
        List<SecretBytes> jumped = new ArrayList<>();
        for (; key.index() < index; key = key.next()) {
            jumped.add(key.seed());
        }
        SkippedKeys allSkipped = jumped.isEmpty() ? skipped : skipped.with(next.index(), jumped);
        return new Search.Found(key.seed(), new SeedChain(key.next(), allSkipped));
    }
}
