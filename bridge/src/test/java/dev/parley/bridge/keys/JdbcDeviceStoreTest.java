package dev.parley.bridge.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.config.Secret;
import dev.parley.bridge.lease.TestLease;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class JdbcDeviceStoreTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static final Secret KEY = Secret.of(new byte[32]);

    private final JdbcClient sql = JdbcClient.create(DATABASE.dataSource());
    private final String session = UUID.randomUUID().toString();
    private final DeviceStore store = stores(KEY).of(TestLease.of(session));

    private static DeviceStores stores(Secret key) {
        return new DeviceStores(
                new JdbcTemplate(DATABASE.dataSource()),
                new JdbcTransactionManager(DATABASE.dataSource()),
                new RowCiphers(MasterKey.of(key), new SecureRandom()),
                METERS);
    }

    @BeforeEach
    void insertSession() {
        sql.sql("insert into app_user (id) values ('ada') on conflict do nothing")
                .update();
        sql.sql(
                        "insert into whatsapp_session (id, user_id, slot) select ?, 'ada', coalesce(max(slot), 0) + 1 from whatsapp_session")
                .param(session)
                .update();
    }

    @Test
    void countsWhatItWritesByKind() {
        double before = METERS.counter("parley.keys.written", "kind", EntryKind.SESSION.code())
                .count();

        write("alice", "ratchet 1");

        assertThat(METERS.counter("parley.keys.written", "kind", EntryKind.SESSION.code())
                                .count()
                        - before)
                .isEqualTo(1);
    }

    @Test
    void readsBackWhatWasWritten() {
        write("alice", "ratchet 1");
        write("alice", "ratchet 2");
        write("bob", "ratchet 3");

        assertThat(read("alice")).contains("ratchet 2");
        assertThat(names()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(read("carol")).isEmpty();
    }

    @Test
    void forgetsAKindByAge() {
        write("alice", "of today");
        Instant today = Clock.systemUTC().instant();

        deleteWrittenBefore(today.minus(Duration.ofDays(2)));
        assertThat(names()).containsExactly("alice");
        deleteWrittenBefore(today.plus(Duration.ofDays(2)));
        assertThat(names()).isEmpty();
    }

    private void deleteWrittenBefore(Instant time) {
        store.inTransaction(transaction -> {
            transaction.deleteWrittenBefore(EntryKind.SESSION, time);
            return Optional.empty();
        });
    }

    @Test
    void readsItsOwnWritesBeforeTheyAreCommitted() {
        write("alice", "old");
        write("bob", "old");

        store.inTransaction(transaction -> {
            transaction.write(EntryKind.SESSION, "alice", bytes("new"));
            transaction.delete(EntryKind.SESSION, "bob");
            assertThat(transaction.read(EntryKind.SESSION, "alice")).contains(bytes("new"));
            assertThat(transaction.read(EntryKind.SESSION, "bob")).isEmpty();
            assertThat(transaction.readAll(EntryKind.SESSION)).containsOnlyKeys("alice");
            return Optional.empty();
        });

        assertThat(read("bob")).isEmpty();
    }

    @Test
    void keepsNothingOfATransactionThatFails() {
        write("alice", "old");

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    transaction.write(EntryKind.SESSION, "alice", bytes("new"));
                    throw new IllegalStateException("the consumer failed");
                }))
                .hasMessage("the consumer failed");

        assertThat(read("alice")).contains("old");
    }

    @Test
    void commitsTheConsumersRowsWithTheKeysOrNotAtAll() {
        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    transaction.write(EntryKind.SESSION, "alice", bytes("new"));
                    // Through the same data source, on the same thread: part of the same transaction.
                    JdbcClient.create(DATABASE.dataSource())
                            .sql("insert into contact (session_id, jid, push_name) values (?, 'a@lid', 'A')")
                            .param(session)
                            .update();
                    throw new IllegalStateException("later");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(count("contact")).isZero();
        assertThat(count("whatsapp_key")).isZero();
    }

    @Test
    void writesARowOnceHoweverOftenATransactionAdvancesIt() {
        write("alice", "0");
        long before = version("alice");

        store.inTransaction(transaction -> {
            for (int i = 0; i < 64; i++) {
                transaction.write(EntryKind.SESSION, "alice", bytes("step " + i));
            }
            return Optional.empty();
        });

        assertThat(read("alice")).contains("step 63");
        assertThat(sql.sql("select cmin::text::int from whatsapp_key where session_id = ?")
                        .param(session)
                        .query(Integer.class)
                        .single())
                .as("the number of the statement that wrote the row")
                .isZero();
        assertThat(version("alice")).isNotEqualTo(before);
    }

    @Test
    void aDatabaseErrorIsAStoreException() {
        DeviceStore unknown = stores(KEY).of(TestLease.of("no such session"));

        assertThatThrownBy(() -> unknown.inTransaction(transaction -> {
                    transaction.write(EntryKind.SESSION, "alice", bytes("x"));
                    return Optional.empty();
                }))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void storesNothingReadable() {
        write("alice", "a very readable secret");

        byte[] row = sql.sql("select value from whatsapp_key where session_id = ?")
                .param(session)
                .query((found, _) -> found.getBytes(1))
                .single();

        assertThat(new String(row, UTF_8)).doesNotContain("readable");
        assertThat(row).hasSize(12 + "a very readable secret".length() + 16);
    }

    @Test
    void refusesARowThatWasSwappedWithAnother() {
        write("alice", "for alice");
        write("bob", "for bob");

        sql.sql(
                        "update whatsapp_key set value = (select value from whatsapp_key where session_id = :s and name = 'bob') where session_id = :s and name = 'alice'")
                .param("s", session)
                .update();

        assertThatThrownBy(() -> read("alice")).isInstanceOf(StoreException.class);
        assertThat(read("bob")).contains("for bob");
    }

    @Test
    void refusesATruncatedRow() {
        write("alice", "for alice");
        sql.sql("update whatsapp_key set value = substring(value for 5) where session_id = ?")
                .param(session)
                .update();

        assertThatThrownBy(() -> read("alice")).isInstanceOf(StoreException.class);
    }

    @Test
    void anotherMasterKeyReadsNothing() {
        write("alice", "for alice");
        DeviceStore copied = stores(Secret.of(new byte[] {1, 2, 3})).of(TestLease.of(session));

        assertThatThrownBy(() -> copied.inTransaction(transaction -> transaction.read(EntryKind.SESSION, "alice")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another master key");
    }

    @Test
    void deletesEverythingOfTheDeviceButWhatIsWrittenAfter() {
        write("alice", "old");

        store.inTransaction(transaction -> {
            transaction.write(EntryKind.SESSION, "bob", bytes("never"));
            transaction.deleteAll();
            assertThat(transaction.readAll(EntryKind.SESSION)).isEmpty();
            transaction.write(EntryKind.SESSION, "carol", bytes("after"));
            return Optional.empty();
        });

        assertThat(names()).containsExactlyInAnyOrder("carol");
    }

    private void write(String name, String value) {
        store.inTransaction(transaction -> {
            transaction.write(EntryKind.SESSION, name, bytes(value));
            return Optional.empty();
        });
    }

    private Optional<String> read(String name) {
        return store.inTransaction(transaction -> transaction.read(EntryKind.SESSION, name))
                .map(value -> new String(value, UTF_8));
    }

    private Set<String> names() {
        return store.inTransaction(
                transaction -> transaction.readAll(EntryKind.SESSION).keySet());
    }

    private int count(String table) {
        return sql.sql("select count(*) from " + table + " where session_id = ?")
                .param(session)
                .query(Integer.class)
                .single();
    }

    /// The transaction that wrote the row.
    private long version(String name) {
        return sql.sql("select xmin::text::bigint from whatsapp_key where session_id = ? and name = ?")
                .params(session, name)
                .query(Long.class)
                .single();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
