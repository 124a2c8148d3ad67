package dev.parley.whatsapp.appstate;

import java.util.Arrays;
import java.util.Optional;

/// The five collections, each with versions of its own, in the order of the first synchronisation.
public enum CollectionName {
    CRITICAL_BLOCK("critical_block"),
    CRITICAL_UNBLOCK_LOW("critical_unblock_low"),
    REGULAR_HIGH("regular_high"),
    REGULAR("regular"),
    REGULAR_LOW("regular_low");

    private final String wireName;

    CollectionName(String wireName) {
        this.wireName = wireName;
    }

    /// The name in stanzas and under the MACs.
    public String wireName() {
        return wireName;
    }

    /// Empty for a name that is none of the five.
    public static Optional<CollectionName> of(String wireName) {
        return Arrays.stream(values())
                .filter(collection -> collection.wireName.equals(wireName))
                .findFirst();
    }
}
