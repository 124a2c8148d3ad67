package dev.parley.bridge.outbox;

import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.EventLog;
import org.springframework.stereotype.Component;

/// Tells what became of what was done to messages from here, where the message itself does not show it.
@Component
class ActionEvents {
    /// The payload of `wa:update` when something that was to be done to a message was not.
    ///
    /// @param action `reaction`, `edit` or `deletion`
    /// @param actionFailure why, in words
    /// @param actionFailureCode the same for programs
    record ActionFailed(
            String sessionId,
            String chatId,
            String messageId,
            String action,
            String actionFailure,
            String actionFailureCode) {}

    /// The payload of `wa:update` when a message that has not left yet says something else now.
    record Changed(String sessionId, String chatId, String messageId, String content) {}

    private final EventLog events;

    ActionEvents(EventLog events) {
        this.events = events;
    }

    void failed(String sessionId, OutboxRow row, Failure failure) {
        events.append(
                Channels.update(sessionId),
                sessionId,
                new ActionFailed(
                        sessionId,
                        row.to().toString(),
                        row.message().id(),
                        row.kind().code(),
                        failure.words(),
                        failure.code()));
    }

    void changed(String sessionId, String chatId, String messageId, String content) {
        events.append(Channels.update(sessionId), sessionId, new Changed(sessionId, chatId, messageId, content));
    }
}
