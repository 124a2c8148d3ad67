package dev.parley.bridge.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.DirectDatabase;
import dev.parley.bridge.config.Secret;
import dev.parley.bridge.lease.TestLease;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.StoreException;
import dev.parley.whatsapp.wire.Bytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@SuppressWarnings("NullAway.Init")
class KeyRotationTest {
    private static final int KEYS = 1_200;
    private static final String SESSION = "session-1";

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path directory;

    private BridgeConfig config;
    private MasterKey old;

    @BeforeEach
    void fill() {
        config = config(Map.of("PARLEY_ENCRYPTION_KEY", ""));
        old = MasterKey.of(config, random);
        sql.sql("insert into app_user (id) values ('ada')").update();
        sql.sql("insert into whatsapp_session (id, user_id, slot) values (?, 'ada', 1)")
                .param(SESSION)
                .update();
        store(old).inTransaction(transaction -> {
            for (int i = 0; i < KEYS; i++) {
                transaction.write(EntryKind.SESSION, "name " + i, ("ratchet " + i).getBytes(UTF_8));
            }
            return Optional.empty();
        });
        sql.sql("insert into chat (session_id, pn) values (?, '15550100001@s.whatsapp.net')")
                .param(SESSION)
                .update();
        sql.sql("""
                        insert into message (session_id, chat_id, from_me, whatsapp_id, sent_at, type, content)
                        select session_id, id, false, 'M1', now(), 'image', '[Image]' from chat""").update();
        sql.sql("""
                        insert into message_file (message, session_id, mimetype, reference, key_id)
                        select seq, session_id, 'image/jpeg', ?, ? from message""")
                .params(encrypted(SESSION, "message-file", "M1", "where the file is"), old.id())
                .update();
        sql.sql("insert into webhook (id, url, events, secret, key_id) values ('W1', 'https://a.example', '{}', ?, ?)")
                .params(encrypted("webhooks", "secret", "W1", "shared secret"), old.id())
                .update();
    }

    @Test
    void everyRowIsUnderTheNewKeyAfterwards() throws Exception {
        assertThat(KeyRotation.run(config, Optional.empty(), random)).isEqualTo(KEYS + 2);

        MasterKey present = MasterKey.of(config, random);
        assertThat(present.id()).isNotEqualTo(old.id());
        assertReadable(present);
        assertThatThrownBy(() -> read(old, 0)).isInstanceOf(StoreException.class);
        assertThat(files()).containsExactly("encryption.key");
        assertThat(KeyRotation.run(config, Optional.empty(), random))
                .as("and again")
                .isEqualTo(KEYS + 2);
        assertReadable(MasterKey.of(config, random));
    }

    @Test
    void oneThatWasKilledIsFinishedByTheNext() throws Exception {
        killAfter(2);

        assertThat(MasterKey.of(config, random).id())
                .as("the old key's file is kept")
                .isEqualTo(old.id());
        assertThat(files()).containsExactlyInAnyOrder("encryption.key", "encryption.key.next");
        assertThat(sql.sql("select count(distinct key_id) from whatsapp_key")
                        .query(Integer.class)
                        .single())
                .as("some rows are under each")
                .isEqualTo(2);
        assertThatThrownBy(() -> TestBridge.startOn(database)).hasStackTraceContaining("run `./parley rotate-key`");

        assertThat(KeyRotation.run(config, Optional.empty(), random)).isEqualTo(KEYS + 2 - 1_000);
        assertReadable(MasterKey.of(config, random));
        assertThat(files()).containsExactly("encryption.key");
        TestBridge.startOn(database).close();
    }

    @Test
    void oneThatWasKilledAtItsLastLineHasNothingLeftToDo() throws Exception {
        KeyRotation.run(config, Optional.empty(), random);
        MasterKey present = MasterKey.of(config, random);
        sql.sql("insert into key_rotation (key_id) values (?)")
                .param(present.id())
                .update();

        assertThat(KeyRotation.run(config, Optional.empty(), random)).isZero();

        assertThat(MasterKey.of(config, random).id()).isEqualTo(present.id());
        assertThat(sql.sql("select count(*) from key_rotation")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void isRefusedWhileABridgeRuns() throws Exception {
        TestBridge bridge = TestBridge.startOn(database);
        try {
            assertThatThrownBy(() -> KeyRotation.run(config, Optional.empty(), random))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("A bridge is running");
        } finally {
            bridge.close();
        }
        assertReadable(old);
        KeyRotation.run(config, Optional.empty(), random);
    }

    @Test
    void aConfiguredKeyIsReplacedByAnotherConfiguredOne() throws Exception {
        BridgeConfig configured =
                config(Map.of("PARLEY_ENCRYPTION_KEY", Files.readString(file()).strip()));
        assertThatThrownBy(() -> KeyRotation.run(configured, Optional.empty(), random))
                .hasMessage("Missing required env var: PARLEY_NEW_ENCRYPTION_KEY");
        Secret next = Secret.of(new byte[32]);

        KeyRotation.run(configured, Optional.of(next), random);

        assertReadable(MasterKey.of(next));
    }

    @Test
    void anInterruptedChangeGoesOnWithTheSameNewKeyOnly() throws Exception {
        killAfter(1);
        Path next = directory.resolve("encryption.key.next");
        String right = Files.readString(next);
        Files.delete(next);

        assertThatThrownBy(() -> KeyRotation.run(config, Optional.empty(), random))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another one");

        Files.writeString(next, right);
        KeyRotation.run(config, Optional.empty(), random);
        assertReadable(MasterKey.of(config, random));
    }

    @Test
    void knowsEveryEncryptedTable() {
        assertThat(sql.sql("""
                                select table_name from information_schema.columns
                                where column_name = 'key_id' and table_name <> 'key_rotation'""").query(String.class).list())
                .containsExactlyInAnyOrderElementsOf(
                        EncryptedColumn.ALL.stream().map(EncryptedColumn::table).toList());
    }

    private void killAfter(int batches) {
        AtomicInteger left = new AtomicInteger(batches);
        KeyRotation rotation = new KeyRotation(
                DirectDatabase.of(config.database(), new Properties()),
                new MasterKeys(config, Optional.empty(), random),
                random,
                () -> {
                    if (left.decrementAndGet() == 0) {
                        throw new IllegalStateException("killed");
                    }
                });
        assertThatThrownBy(rotation::run).hasMessage("killed");
    }

    private void assertReadable(MasterKey key) {
        for (int i = 0; i < KEYS; i++) {
            assertThat(read(key, i)).isEqualTo("ratchet " + i);
        }
        assertThat(decrypted(key, SESSION, "message-file", "M1", "select reference, key_id from message_file"))
                .isEqualTo("where the file is");
        assertThat(decrypted(key, "webhooks", "secret", "W1", "select secret, key_id from webhook"))
                .isEqualTo("shared secret");
    }

    private String read(MasterKey key, int number) {
        return new String(
                store(key)
                        .inTransaction(transaction -> transaction.read(EntryKind.SESSION, "name " + number))
                        .orElseThrow(),
                UTF_8);
    }

    private String decrypted(MasterKey key, String owner, String kind, String name, String select) {
        return sql.sql(select)
                .query((row, _) -> new String(
                        new RowCipher(owner, key, random)
                                .decrypt(kind, name, Bytes.wrap(row.getBytes(1)), row.getString(2)),
                        UTF_8))
                .single();
    }

    private byte[] encrypted(String owner, String kind, String name, String text) {
        return new RowCipher(owner, old, random)
                .encrypt(kind, name, text.getBytes(UTF_8))
                .toByteArray();
    }

    private DeviceStore store(MasterKey key) {
        return new DeviceStores(
                        new JdbcTemplate(database.dataSource()),
                        new JdbcTransactionManager(database.dataSource()),
                        new RowCiphers(key, random),
                        new SimpleMeterRegistry())
                .of(TestLease.of(SESSION));
    }

    private BridgeConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PARLEY_DATA_DIR", directory.toString());
        return TestBridge.config(database.url(), settings);
    }

    private Path file() {
        return directory.resolve("encryption.key");
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
