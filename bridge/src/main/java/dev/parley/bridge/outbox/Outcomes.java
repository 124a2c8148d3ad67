package dev.parley.bridge.outbox;

import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.messages.MessageEvents;
import dev.parley.bridge.metrics.Traffic;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps what became of messages. Thread-safe.
@Service
class Outcomes {
    private static final int MOST_ATTEMPTS = 3;

    /// What WhatsApp said of a message, or did not.
    sealed interface Answer {
        record Sent(Instant at) implements Answer {}

        /// @param words for people
        record Failed(String words) implements Answer {}

        /// It may have arrived or not; handing it over again under the same id is safe, a few times.
        record Silent() implements Answer {}
    }

    private final OutboxTable table;
    private final ChatBook chats;
    private final MessageEvents events;
    private final Traffic traffic;
    private final TransactionTemplate transactions;

    Outcomes(
            OutboxTable table,
            ChatBook chats,
            MessageEvents events,
            Traffic traffic,
            TransactionTemplate transactions) {
        this.table = table;
        this.chats = chats;
        this.events = events;
        this.traffic = traffic;
        this.transactions = transactions;
    }

    /// In one transaction a chat: who holds the lock of one chat never waits for another's.
    void keep(String sessionId, Map<PendingMessage, Answer> answers) {
        Map<Long, List<PendingMessage>> byChat = answers.keySet().stream()
                .collect(Collectors.groupingBy(PendingMessage::chatKey, LinkedHashMap::new, Collectors.toList()));
        byChat.forEach((chat, messages) -> transactions.executeWithoutResult(_ -> {
            chats.lock(chat);
            messages.forEach(message -> {
                Answer answer = answers.get(message);
                if (answer != null) {
                    keep(sessionId, message, answer);
                }
            });
            chats.reordered(chat);
        }));
    }

    private void keep(String sessionId, PendingMessage message, Answer answer) {
        switch (answer) {
            case Answer.Sent(Instant at) -> {
                traffic.sent();
                table.sent(message.seq(), at)
                        .ifPresent(outcome ->
                                events.sent(sessionId, outcome.chatId(), outcome.messageId(), outcome.status(), at));
                table.notBefore(sessionId, message.chatKey(), message.seq(), at);
            }
            case Answer.Failed(String words) -> fail(sessionId, message.seq(), words);
            case Answer.Silent() -> {
                if (message.attempts() + 1 < MOST_ATTEMPTS) {
                    traffic.retried();
                    table.attempted(message.seq());
                } else {
                    fail(sessionId, message.seq(), "WhatsApp did not confirm the message.");
                }
            }
        }
    }

    private void fail(String sessionId, long seq, String words) {
        traffic.failed();
        table.failed(seq, words)
                .ifPresent(outcome -> events.failed(sessionId, outcome.chatId(), outcome.messageId(), words));
    }
}
