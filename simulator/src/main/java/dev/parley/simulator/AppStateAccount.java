package dev.parley.simulator;

import dev.parley.simulator.appstate.StoredCollection;
import dev.parley.whatsapp.appstate.CollectionName;
import java.util.EnumMap;
import java.util.Map;

/// What the server keeps of one account's app state. Guarded by the directory's lock, but for the faults.
final class AppStateAccount {
    private final Map<CollectionName, StoredCollection> collections = new EnumMap<>(CollectionName.class);
    private final AppStateFaults faults = new AppStateFaults();
    private boolean snapshots;
    private boolean mutationsApart;

    StoredCollection collection(CollectionName name) {
        return collections.computeIfAbsent(name, _ -> new StoredCollection());
    }

    AppStateFaults faults() {
        return faults;
    }

    /// Whether a first synchronisation gets a snapshot, not all patches.
    boolean hasSnapshots() {
        return snapshots;
    }

    void snapshots(boolean offered) {
        snapshots = offered;
    }

    /// Whether companions get the mutations of a patch as a file, as with a patch that is too long for a
    /// stanza.
    boolean hasMutationsApart() {
        return mutationsApart;
    }

    void mutationsApart(boolean apart) {
        mutationsApart = apart;
    }
}
