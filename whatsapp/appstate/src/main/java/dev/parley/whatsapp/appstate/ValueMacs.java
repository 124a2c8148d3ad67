package dev.parley.whatsapp.appstate;

import java.util.Optional;

/// Access to the value MACs of one collection's present records, which the caller stores one by one beside its
/// [CollectionState]: without them a record cannot be taken out of the collection's hash. Both are to be written in
/// one transaction, see [Applied].
@FunctionalInterface
public interface ValueMacs {

    /// Of an empty collection.
    ValueMacs NONE = indexMac -> Optional.empty();

    /// The value MAC of the record with that index MAC, empty if there is no such record.
    Optional<Mac> find(Mac indexMac);
}
