package dev.parley.bridge.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.database.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LeaseTableTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final JdbcClient sql = JdbcClient.create(DATABASE.dataSource());
    private final LeaseTable table = new LeaseTable(sql);
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));
    private final String session = UUID.randomUUID().toString();
    private final String one = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();

    @BeforeEach
    void insert() {
        sql.sql("insert into app_user (id) values (?)").param(session).update();
        sql.sql("insert into whatsapp_session (id, user_id, slot) values (?, ?, 1)")
                .params(session, session)
                .update();
        table.register(one, MINUTE);
        table.register(other, MINUTE);
    }

    @Test
    void aSessionBelongsToOneProcessAtATime() {
        assertThat(table.acquire(session, one)).contains(1L);

        assertThat(table.acquire(session, other)).isEmpty();
        assertThat(table.isHeldByAnother(session, other)).isTrue();
        assertThat(table.isHeldByAnother(session, one)).isFalse();
    }

    @Test
    void theSameProcessTakesItAgainUnderANewEpoch() {
        table.acquire(session, one);

        assertThat(table.acquire(session, one)).contains(2L);
        assertThat(writeUnder(1)).isFalse();
        assertThat(writeUnder(2)).isTrue();
    }

    @Test
    void anotherTakesItWhenTheProcessIsDeadLeftOrReleasedIt() {
        table.acquire(session, one);
        kill(one);
        assertThat(table.acquire(session, other)).contains(2L);

        table.leave(other);
        table.register(one + "again", MINUTE);
        assertThat(table.acquire(session, one + "again")).contains(3L);

        table.release(session, 2);
        table.register(other, MINUTE);
        assertThat(table.acquire(session, other))
                .as("released under an old epoch")
                .isEmpty();
        table.release(session, 3);
        assertThat(table.acquire(session, other)).contains(4L);
    }

    @Test
    void aDeadProcessCannotRenew() {
        assertThat(table.renew(one, MINUTE)).isTrue();
        kill(one);

        assertThat(table.renew(one, MINUTE)).isFalse();
    }

    @Test
    void anUnknownSessionCannotBeTaken() {
        assertThat(table.acquire("no such session", one)).isEmpty();
    }

    @Test
    void aTakeoverWaitsForACommitThatIsUnderWay() throws Exception {
        table.acquire(session, one);
        CountDownLatch checked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> committed = CompletableFuture.supplyAsync(
                () -> transactions.execute(_ -> {
                    touch();
                    boolean ours = table.stillOurs(session, 1);
                    checked.countDown();
                    await(goOn);
                    return ours;
                }),
                Thread::startVirtualThread);
        await(checked);
        kill(one);
        CompletableFuture<Long> taken = CompletableFuture.supplyAsync(
                () -> table.acquire(session, other).orElseThrow(), Thread::startVirtualThread);

        // The takeover is seen waiting for the lock before it is let go.
        while (sql.sql("select count(*) from pg_locks where not granted")
                        .query(Integer.class)
                        .single()
                == 0) {
            assertThat(taken).isNotDone();
            Thread.onSpinWait();
        }
        goOn.countDown();

        assertThat(committed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void aReaderTakesNoLock() {
        table.acquire(session, one);

        Boolean assigned = transactions.execute(_ -> {
            assertThat(table.stillOurs(session, 1)).isTrue();
            assertThat(table.stillOurs(session, 77)).as("nothing to protect").isTrue();
            return sql.sql("select pg_current_xact_id_if_assigned() is not null")
                    .query(Boolean.class)
                    .single();
        });

        assertThat(assigned).isFalse();
    }

    @Test
    void aLostLeaseUndoesTheTransaction() {
        long epoch = table.acquire(session, one).orElseThrow();
        Lease lease = new Lease(session, epoch, table.proof(session, epoch));
        CountDownLatch stopped = new CountDownLatch(1);
        lease.onLost(stopped::countDown);
        transactions.executeWithoutResult(_ -> {
            touch();
            lease.guard();
        });
        kill(one);
        table.acquire(session, other);

        assertThatThrownBy(() -> transactions.executeWithoutResult(_ -> {
                    lease.guard();
                    sql.sql("update whatsapp_session set lid = 'late' where id = ?")
                            .param(session)
                            .update();
                }))
                .isInstanceOf(LeaseLostException.class);

        assertThat(sql.sql("select lid from whatsapp_session where id = ?")
                        .param(session)
                        .query(String.class)
                        .single())
                .isEqualTo("touched");
        await(stopped);
    }

    private boolean writeUnder(long epoch) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            touch();
            return table.stillOurs(session, epoch);
        }));
    }

    private void touch() {
        sql.sql("update whatsapp_session set lid = 'touched' where id = ?")
                .param(session)
                .update();
    }

    private void kill(String process) {
        sql.sql("update bridge_process set alive_till = clock_timestamp() where id = ?")
                .param(process)
                .update();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
