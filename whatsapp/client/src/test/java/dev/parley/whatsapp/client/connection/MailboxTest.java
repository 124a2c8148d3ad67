package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Queue<Runnable> threads = new ArrayDeque<>();

    @Test
    void handlesABacklogInBatchesInOrder() {
        List<List<Integer>> batches = new ArrayList<>();
        Mailbox<Integer> mailbox = mailbox(10, 3, batches);

        for (int i = 0; i < 7; i++) {
            mailbox.offer(i, SOON);
        }
        runThreads();

        assertThat(batches).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
    }

    @Test
    void usesOneThreadAtATimeAndNoneWhenIdle() {
        Mailbox<Integer> mailbox = mailbox(10, 1, new ArrayList<>());

        mailbox.offer(1, SOON);
        mailbox.offer(2, SOON);

        assertThat(threads).hasSize(1);
        runThreads();
        assertThat(threads).isEmpty();
        assertThat(mailbox.busyFor()).isZero();
    }

    @Test
    void refusesWhatFindsNoRoomInTime() {
        Mailbox<Integer> mailbox = mailbox(1, 1, new ArrayList<>());
        mailbox.offer(1, SOON);

        assertThat(mailbox.offer(2, Duration.ZERO)).isFalse();
    }

    @Test
    void goesOnAfterAHandlerThatThrew() {
        List<Integer> handled = new ArrayList<>();
        Mailbox<Integer> mailbox = new Mailbox<>(10, 1, threads::add, InstantSource.system(), batch -> {
            handled.addAll(batch);
            if (batch.contains(1)) {
                throw new IllegalStateException("meant to fail");
            }
        });
        mailbox.offer(1, SOON);
        mailbox.offer(2, SOON);

        while (!threads.isEmpty()) {
            try {
                threads.remove().run();
            } catch (IllegalStateException _) {
                // The first item's.
            }
        }

        assertThat(handled).containsExactly(1, 2);
    }

    @Test
    void losesNothingAmongManyThreads() throws Exception {
        int count = 20_000;
        CountDownLatch all = new CountDownLatch(count);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Mailbox<Integer> mailbox = new Mailbox<>(
                    16, 4, executor, InstantSource.system(), batch -> batch.forEach(_ -> all.countDown()));
            for (int thread = 0; thread < 4; thread++) {
                executor.execute(() -> {
                    for (int i = 0; i < count / 4; i++) {
                        mailbox.offer(i, SOON);
                    }
                });
            }

            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Mailbox<Integer> mailbox(int capacity, int batch, List<List<Integer>> batches) {
        return new Mailbox<>(capacity, batch, threads::add, InstantSource.system(), batches::add);
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }
}
