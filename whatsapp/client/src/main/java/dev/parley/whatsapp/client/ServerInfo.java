package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.function.Consumer;

/// Handles `ib`, the server's remarks about itself and the offline queue (connection.md section 8.2). One
/// connection's, on the thread that reads it.
final class ServerInfo {
    /// WhatsApp Web asks for the queue in batches of this size (messaging.md section 5.8).
    private static final int OFFLINE_BATCH = 200;

    private final Connection connection;
    private final Vault vault;
    private final Consumer<StateEvent> states;
    private final DirtyBits dirtyBits;
    private long offlineWaiting;
    private long offlineAskedFor;

    ServerInfo(Connection connection, Vault vault, Consumer<StateEvent> states, DirtyBits dirtyBits) {
        this.connection = connection;
        this.vault = vault;
        this.states = states;
        this.dirtyBits = dirtyBits;
    }

    void handle(Node ib) {
        for (Node info : ib.children()) {
            switch (info.tag()) {
                case "edge_routing" ->
                    info.child("routing_info")
                            .flatMap(Node::bytes)
                            .filter(bytes -> !bytes.isEmpty())
                            .ifPresent(this::keepRouting);
                case "offline_preview" -> {
                    offlineWaiting = info.number("count").orElse(0);
                    offlineAskedFor = 0;
                    askForMore();
                }
                case "offline" -> {
                    offlineWaiting = 0;
                    states.accept(new StateEvent.OfflineDelivered(
                            (int) info.number("count").orElse(0)));
                }
                case "dirty" -> dirtyBits.dirty(connection, info);
                default -> {
                    // thread_metadata and the like: nothing to do.
                }
            }
        }
    }

    /// Counts a stanza of the offline queue, and asks for the next batch at the start of the last one asked for.
    void offlineStanza() {
        if (offlineWaiting > 0) {
            offlineWaiting--;
            offlineAskedFor--;
            if (offlineAskedFor < OFFLINE_BATCH / 2) {
                askForMore();
            }
        }
    }

    private void askForMore() {
        if (offlineWaiting > offlineAskedFor) {
            offlineAskedFor += OFFLINE_BATCH;
            connection.send(Node.of("ib")
                    .child(Node.of("offline_batch").attr("count", OFFLINE_BATCH))
                    .build());
        }
    }

    private void keepRouting(Bytes routing) {
        vault.update(records -> records.routingInfo().write(routing));
    }
}
