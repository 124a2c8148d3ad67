package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.event.HistoryKind;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import dev.parley.whatsapp.proto.StoredHistoryTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// A part of the history that waits to be imported.
///
/// @param id of the message that offered it
record HistoryTask(String id, StoredHistoryTask stored) {
    /// What somebody waits for comes first, then the newest chats; names before the bulk.
    static final Comparator<HistoryTask> ORDER = Comparator.<HistoryTask>comparingInt(task -> rank(task.kind()))
            .thenComparingInt(task -> task.stored.getChunkOrder())
            .thenComparingLong(task -> task.stored.getReceivedAt())
            .thenComparing(HistoryTask::id);

    HistoryKind kind() {
        return kind(HistorySyncType.forNumber(stored.getSyncType()))
                .orElseThrow(() -> new IllegalStateException("a stored part of the history has no known type"));
    }

    private static int rank(HistoryKind kind) {
        return switch (kind) {
            case ON_DEMAND -> 0;
            case INITIAL -> 1;
            case PUSH_NAMES -> 2;
            case OTHER_DATA -> 3;
            case RECENT -> 4;
            case FULL -> 5;
        };
    }

    /// Empty for what this client has no use for: status updates, and the notices that there is nothing.
    static Optional<HistoryKind> kind(HistorySyncType type) {
        return switch (type) {
            case INITIAL_BOOTSTRAP -> Optional.of(HistoryKind.INITIAL);
            case RECENT -> Optional.of(HistoryKind.RECENT);
            case FULL -> Optional.of(HistoryKind.FULL);
            case PUSH_NAME -> Optional.of(HistoryKind.PUSH_NAMES);
            case NON_BLOCKING_DATA -> Optional.of(HistoryKind.OTHER_DATA);
            case ON_DEMAND -> Optional.of(HistoryKind.ON_DEMAND);
            case INITIAL_STATUS_V3, NO_HISTORY, MESSAGE_ACCESS_STATUS -> Optional.empty();
        };
    }

    int chunk() {
        return stored.getChunkOrder();
    }

    int attempts() {
        return stored.getAttempts();
    }

    boolean askedAgain() {
        return stored.getAskedAgain();
    }

    Instant notBefore() {
        return Instant.ofEpochMilli(stored.getNotBeforeMs());
    }

    boolean isDue(Instant now) {
        return !now.isBefore(notBefore());
    }

    StoredHistoryTask started() {
        return stored.toBuilder().setAttempts(stored.getAttempts() + 1).build();
    }

    StoredHistoryTask postponed(Instant now, Duration delay) {
        return stored.toBuilder().setNotBeforeMs(now.plus(delay).toEpochMilli()).build();
    }
}
