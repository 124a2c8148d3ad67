package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Offers a companion to link, now that its phone wants it to. Called under the directory's lock.
@FunctionalInterface
interface Linker {
    /// @param secret what seals the phone's signature
    /// @param extras further children of `pair-success`
    CompletableFuture<ScanResult> link(
            PairingSession session, Account account, Bytes secret, boolean lidMigrated, List<Node> extras);
}
