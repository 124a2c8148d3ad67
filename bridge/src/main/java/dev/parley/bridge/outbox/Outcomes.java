package dev.parley.bridge.outbox;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.health.Proofs;
import dev.parley.bridge.lease.Leases;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.messages.MessageEvents;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.metrics.Traffic;
import dev.parley.bridge.outbox.OutboxRow.Kind;
import dev.parley.bridge.outbox.OutboxRow.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps what became of the outbox's rows. Thread-safe.
@Service
class Outcomes {
    /// What WhatsApp said, or did not.
    sealed interface Answer {
        record Sent(Instant at) implements Answer {}

        record Failed(Failure failure) implements Answer {}

        /// It may have arrived or not; handing it over again under the same id is safe, a few times.
        ///
        /// @param mostAttempts after which it fails
        record Silent(int mostAttempts, Failure inTheEnd) implements Answer {}

        /// It reached its recipient, who says so.
        record Proven() implements Answer {}
    }

    private final OutboxTable table;
    private final OutcomeTable outcomes;
    private final ChatBook chats;
    private final Messages messages;
    private final MessageEvents events;
    private final ActionEvents actionEvents;
    private final Traffic traffic;
    private final Leases leases;
    private final Proofs proofs;
    private final TransactionTemplate transactions;

    Outcomes(
            OutboxTable table,
            OutcomeTable outcomes,
            ChatBook chats,
            Messages messages,
            MessageEvents events,
            ActionEvents actionEvents,
            Traffic traffic,
            Leases leases,
            Proofs proofs,
            TransactionTemplate transactions) {
        this.table = table;
        this.outcomes = outcomes;
        this.chats = chats;
        this.messages = messages;
        this.events = events;
        this.actionEvents = actionEvents;
        this.traffic = traffic;
        this.leases = leases;
        this.proofs = proofs;
        this.transactions = transactions;
    }

    /// In one transaction a chat: who holds the lock of one chat never waits for another's.
    void keep(String sessionId, Map<OutboxRow, Answer> answers) {
        Map<Long, List<OutboxRow>> byChat = answers.keySet().stream()
                .collect(Collectors.groupingBy(OutboxRow::chatKey, LinkedHashMap::new, Collectors.toList()));
        byChat.forEach((chat, rows) ->
                transactions.executeWithoutResult(_ -> new Settlement(sessionId, chat, answers).keep(rows)));
    }

    /// What is kept of one chat, in one transaction.
    private final class Settlement {
        private final String sessionId;
        private final long chat;
        private final Map<OutboxRow, Answer> answers;
        private final Map<Long, Instant> sent = new LinkedHashMap<>();
        private final List<Long> settled = new ArrayList<>();
        private final List<Long> attempted = new ArrayList<>();

        Settlement(String sessionId, long chat, Map<OutboxRow, Answer> answers) {
            this.sessionId = sessionId;
            this.chat = chat;
            this.answers = answers;
        }

        void keep(List<OutboxRow> rows) {
            leases.guard(sessionId);
            chats.lock(chat);
            for (OutboxRow row : rows) {
                Answer answer = answers.get(row);
                if (answer != null) {
                    keep(row, answer);
                }
            }
            outcomes.sent(sent)
                    .forEach(outcome -> events.sent(
                            sessionId, outcome.chatId(), outcome.messageId(), outcome.status(), outcome.sentAt()));
            sent.values().stream().max(Instant::compareTo).ifPresent(at -> outcomes.notBefore(sessionId, chat, at));
            table.attempted(attempted);
            table.delete(settled);
            chats.reordered(chat);
        }

        private void keep(OutboxRow row, Answer answer) {
            switch (answer) {
                case Answer.Sent(Instant at) -> sent(row, at);
                case Answer.Failed(Failure failure) -> failed(row, failure);
                case Answer.Silent(int most, Failure failure) -> {
                    traffic.retried();
                    if (row.attempts() + 1 < most) {
                        attempted.add(row.seq());
                    } else {
                        failed(row, failure);
                    }
                }
                case Answer.Proven() -> settled.add(row.seq());
            }
        }

        private void sent(OutboxRow row, Instant at) {
            if (row.kind() == Kind.MESSAGE) {
                traffic.sent();
                proofs.sent(sessionId);
                sent.put(row.message().key(), at);
            } else {
                chats.existing(sessionId, row.person()).ifPresent(found -> took(found, row));
            }
            settled.add(row.seq());
        }

        /// Only now is it so: what is shown here is what the other side has.
        private void took(Chat found, OutboxRow row) {
            Target message = row.message();
            switch (row.kind()) {
                case MESSAGE -> {}
                case REACTION ->
                    messages.reacted(
                            sessionId, found, message.id(), message.fromMe(), true, row.content(), row.acceptedAt());
                case EDIT ->
                    messages.edited(
                            sessionId, found, message.id(), true, MessageContent.text(row.content()), row.acceptedAt());
                case DELETION -> messages.deleted(sessionId, found, message.id(), true, row.acceptedAt());
            }
        }

        private void failed(OutboxRow row, Failure failure) {
            settled.add(row.seq());
            if (row.kind() == Kind.MESSAGE) {
                traffic.failed();
                outcomes.failed(row.message().key(), failure)
                        .ifPresent(outcome -> events.failed(
                                sessionId, outcome.chatId(), outcome.messageId(), failure.code(), failure.words()));
                // Nothing can be done any more to what never left.
                table.deleteOf(row.message().key());
            } else {
                actionEvents.failed(sessionId, row, failure);
            }
        }
    }
}
