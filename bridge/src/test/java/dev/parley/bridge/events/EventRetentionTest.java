package dev.parley.bridge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.TestDatabase;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class EventRetentionTest {
    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());
    private final EventRetention retention = new EventRetention(
            new EventTable(new JdbcTemplate(database.dataSource())),
            new ReaderPositions(sql, new SecureRandom()),
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource())));

    @Test
    void deletesWhatIsOlderThanAWeekInBatchesAndKnowsTheLastPlace() {
        insert(12_000, "9 days");
        insert(3, "7 days");
        assertThat(retention.forgotten()).isEqualTo(Event.Position.START);

        retention.deleteOldEvents();

        assertThat(sql.sql("select count(*) from event").query(Integer.class).single())
                .isEqualTo(3);
        assertThat(retention.forgotten().cursor()).isEqualTo(12_000);
        retention.deleteOldEvents();
        assertThat(retention.forgotten().cursor()).isEqualTo(12_000);
    }

    private void insert(int count, String age) {
        sql.sql("insert into event (channel, session_id, payload, created_at)"
                        + " select 'wa:msg:s', 's', '{}', now() - ?::interval from generate_series(1, ?)")
                .params(age, count)
                .update();
    }
}
