package dev.parley.bridge.outbox;

import dev.parley.bridge.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/// Lets callers who change the same thing share one commit, which costs milliseconds of disk: who comes first carries
/// out what all of them wait for, in the order in which they came; the others find it done. Thread-safe, and without
/// a thread of its own.
///
/// @param <K> names the thing
/// @param <Q> what a caller wants
/// @param <A> what it gets
final class SharedCommits<K, Q, A> {
    private static final int MOST_TOGETHER = 100;

    /// Callers that may wait at once, in the whole process.
    private static final int MOST_WAITING = 2_000;

    /// Transactions at once, so that connections are left for everything else.
    private static final int MOST_TRANSACTIONS = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// For a commit that is under way: longer than a statement may take.
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(70);

    /// Carries requests out, in one transaction.
    interface Work<K, Q, A> {
        /// @return an answer for each request, in their order
        List<Answer<A>> commit(K key, List<Q> requests);
    }

    /// What one caller gets: a problem of its own holds up no other.
    sealed interface Answer<A> {
        static <A> Answer<A> of(Supplier<A> work) {
            try {
                return new Done<>(work.get());
            } catch (Problem problem) {
                return new Failed<>(problem);
            }
        }

        record Done<A>(A value) implements Answer<A> {}

        record Failed<A>(RuntimeException why) implements Answer<A> {}
    }

    private record Entry<Q, A>(Q request, CompletableFuture<A> answer) {}

    /// Those who wait for one thing.
    private static final class Line<Q, A> {
        /// Fair: who has been served comes out before those who came later begin.
        final ReentrantLock turn = new ReentrantLock(true);

        final Queue<Entry<Q, A>> waiting = new ConcurrentLinkedQueue<>();
        int users;
    }

    private final Work<K, Q, A> work;
    private final ConcurrentMap<K, Line<Q, A>> lines = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private final Semaphore transactions = new Semaphore(MOST_TRANSACTIONS, true);

    SharedCommits(Work<K, Q, A> work) {
        this.work = work;
    }

    /// Waits until the request is carried out and committed.
    ///
    /// @throws Problem.TooMany when too many wait already
    /// @throws Problem.Unavailable when it took too long: it may be carried out or not
    A commit(K key, Q request) {
        if (!places.tryAcquire()) {
            throw new Problem.TooMany("Too many messages are being accepted at once");
        }
        Line<Q, A> line = lines.compute(key, (_, found) -> entered(found));
        try {
            return commit(key, line, new Entry<>(request, new CompletableFuture<>()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw late();
        } finally {
            lines.compute(key, (_, found) -> left(found));
            places.release();
        }
    }

    private static <Q, A> Line<Q, A> entered(@Nullable Line<Q, A> found) {
        Line<Q, A> line = found == null ? new Line<>() : found;
        line.users++;
        return line;
    }

    private static <Q, A> @Nullable Line<Q, A> left(@Nullable Line<Q, A> found) {
        Line<Q, A> line = Objects.requireNonNull(found);
        line.users--;
        return line.users == 0 ? null : line;
    }

    private A commit(K key, Line<Q, A> line, Entry<Q, A> mine) throws InterruptedException {
        line.waiting.add(mine);
        if (line.turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                while (!mine.answer().isDone()) {
                    serve(key, line);
                }
            } finally {
                line.turn.unlock();
            }
        } else if (line.waiting.remove(mine)) {
            throw late();
        }
        return answer(mine);
    }

    private void serve(K key, Line<Q, A> line) throws InterruptedException {
        List<Entry<Q, A>> batch = new ArrayList<>();
        for (Entry<Q, A> next = line.waiting.poll(); next != null; next = line.waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST_TOGETHER) {
                break;
            }
        }
        try {
            if (!transactions.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw late();
            }
            try {
                carryOut(key, batch);
            } finally {
                transactions.release();
            }
        } finally {
            // Whatever happened, nobody waits for nothing.
            batch.forEach(entry -> entry.answer().completeExceptionally(late()));
        }
    }

    /// Together; when that fails for a reason that the work did not expect, each alone, to spare the others.
    /// A database that is not there fails all of them at once.
    private void carryOut(K key, List<Entry<Q, A>> batch) {
        try {
            List<Answer<A>> answers =
                    work.commit(key, batch.stream().map(Entry::request).toList());
            for (int i = 0; i < batch.size(); i++) {
                switch (answers.get(i)) {
                    case Answer.Done<A>(A value) -> batch.get(i).answer().complete(value);
                    case Answer.Failed<A>(RuntimeException why) ->
                        batch.get(i).answer().completeExceptionally(why);
                }
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1 || isUnavailable(e)) {
                batch.forEach(entry -> entry.answer().completeExceptionally(e));
            } else {
                batch.forEach(entry -> carryOut(key, List.of(entry)));
            }
        }
    }

    private static boolean isUnavailable(RuntimeException e) {
        return e instanceof TransactionException
                || e instanceof TransientDataAccessException
                || e instanceof NonTransientDataAccessResourceException;
    }

    private static <Q, A> A answer(Entry<Q, A> entry) throws InterruptedException {
        try {
            return entry.answer().get(COMMIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (TimeoutException _) {
            throw late();
        }
    }

    private static Problem late() {
        return new Problem.Unavailable("The message could not be stored in time");
    }
}
