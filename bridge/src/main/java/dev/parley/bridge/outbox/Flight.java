package dev.parley.bridge.outbox;

import dev.parley.bridge.outbox.Outcomes.Answer;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A batch that was handed over: waits for its answers and keeps them. Confined to one thread.
final class Flight {
    /// Handed over so often without an answer, something is wrong with it.
    private static final int MOST_ATTEMPTS = 5;

    static final Answer UNCONFIRMED = new Answer.Silent(MOST_ATTEMPTS, Failure.UNCONFIRMED);

    /// For the answers to a batch, before those that came are kept without waiting for the others.
    private static final Duration PROMPT_ANSWERS = Duration.ofSeconds(2);

    /// For the others. With the attempts that follow it exceeds the 75 s that WhatsApp's own client waits.
    private static final Duration LATE_ANSWERS = Duration.ofSeconds(20);

    private final String sessionId;
    private final Lanes lanes;
    private final Lanes.Trip trip;
    private final Outcomes outcomes;
    private final Map<OutboxRow, Submission> waiting;

    /// The connection was lost: everything that has no answer is handed over again after the next login.
    private boolean lost;

    /// @param waiting in the order in which they were handed over
    Flight(String sessionId, Lanes lanes, Lanes.Trip trip, Outcomes outcomes, Map<OutboxRow, Submission> waiting) {
        this.sessionId = sessionId;
        this.lanes = lanes;
        this.trip = trip;
        this.outcomes = outcomes;
        this.waiting = waiting;
    }

    void run() {
        collect(PROMPT_ANSWERS);
        trip.landed();
        if (!waiting.isEmpty() && !lost) {
            collect(LATE_ANSWERS);
        }
        if (lost) {
            lanes.pause(0);
        } else if (!waiting.isEmpty()) {
            Map<OutboxRow, Answer> silent = new LinkedHashMap<>();
            waiting.keySet().forEach(row -> silent.put(row, UNCONFIRMED));
            outcomes.keep(sessionId, silent);
            lanes.pause(waiting.keySet().iterator().next().attempts());
        }
    }

    /// Keeps the answers that come in time, takes their rows out of `waiting`, and frees the chats that are
    /// done with.
    private void collect(Duration patience) {
        Map<OutboxRow, Answer> answers = new LinkedHashMap<>();
        Set<OutboxRow> postponed = new HashSet<>();
        long deadline = System.nanoTime() + patience.toNanos();
        waiting.forEach((row, submission) -> {
            try {
                Duration rest = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                answers.put(row, answer(submission.await(rest)));
            } catch (WhatsAppException.Timeout _) {
                // It stays among those waited for.
            } catch (WhatsAppException.Unavailable _) {
                postponed.add(row);
            } catch (WhatsAppException _) {
                lost = true;
            }
        });
        outcomes.keep(sessionId, answers);
        if (!postponed.isEmpty()) {
            // WhatsApp asks for patience: the whole session gives it.
            lanes.restAll();
        } else if (!answers.isEmpty()) {
            lanes.goWell();
        }
        waiting.keySet().removeAll(answers.keySet());
        waiting.keySet().removeAll(postponed);
        trip.keepOnly(waiting.keySet().stream().map(OutboxRow::chatKey).toList());
    }

    private static Answer answer(SendResult result) {
        return switch (result) {
            case SendResult.Accepted(Instant timestamp) -> new Answer.Sent(timestamp);
            case SendResult.Refused refused -> new Answer.Failed(Failure.of(refused));
        };
    }
}
