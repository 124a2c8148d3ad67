package dev.parley.bridge.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.database.TestDatabase;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.wire.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Whoever copies the database and has not the master key gets no credential, key or message secret. Everything that
/// the bridge keeps encrypted is decrypted here, and looked for in all tables: as bytes, in hex and in base64.
class CopiedDatabaseTest {
    private static final int WINDOW = 16;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{22,}");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32,}");

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());

    private record Secret(String what, Bytes bytes) {}

    @Test
    void yieldsNoSecret() {
        try (Simulator simulator = Simulator.builder().build().start();
                TestBridge bridge = TestBridge.startOn(database, simulator)) {
            use(bridge, simulator);
        }
        MasterKey master = MasterKey.of(
                TestBridge.config(database.url(), Map.of()).encryptionKey().orElseThrow());
        List<Secret> secrets = secrets(master);
        Set<String> copied = windowsOfTheDatabase();

        assertThat(secrets.stream().map(Secret::what))
                .as("what was looked for")
                .contains("whatsapp_key credentials", "whatsapp_key pre-key", "whatsapp_key session", "webhook secret");
        assertThat(copied)
                .as("the search finds what is there")
                .containsAll(windows("a text that is no secret".getBytes(UTF_8)));
        for (Secret secret : secrets) {
            assertThat(windows(secret.bytes().toByteArray()).stream()
                            .filter(CopiedDatabaseTest::isTelling)
                            .filter(copied::contains))
                    .as(secret.what())
                    .isEmpty();
        }
    }

    private void use(TestBridge bridge, Simulator simulator) {
        SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
        SimulatedPhone bob = simulator.createPhone("15550002222", "Bob");
        String id = bridge.open(UUID.randomUUID().toString(), 1);
        ada.scan(bridge.awaitStatus(id, view -> view.has("qr")).path("qr").asString());
        bridge.awaitStatus(id, view -> view.path("status").asString("").equals("connected"));
        bob.send("15550001111", "a text that is no secret");
        String chat = "/sessions/" + id + "/chats/15550002222@s.whatsapp.net/messages";
        TestBridge.await(() -> bridge.get(chat).body().path("messages").size() == 1);
        bridge.post(
                "/sessions/" + id + "/send/text",
                "{\"chatId\":\"15550002222@s.whatsapp.net\",\"text\":\"an answer that is none either\"}");
        TestBridge.await(() -> bridge.get(chat).response().body().contains("\"status\":\"delivered\""));
        sql.sql("insert into webhook (id, url, events, secret, key_id) values ('W1', 'https://a.example', '{}', ?, ?)")
                .params(
                        new RowCipher("webhooks", master(), new SecureRandom())
                                .encrypt("secret", "W1", "x2TbQ9vLmPzR7wKcY4nJ".getBytes(UTF_8))
                                .toByteArray(),
                        master().id())
                .update();
    }

    private MasterKey master() {
        return MasterKey.of(
                TestBridge.config(database.url(), Map.of()).encryptionKey().orElseThrow());
    }

    private List<Secret> secrets(MasterKey master) {
        List<Secret> all = new ArrayList<>();
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            sql.sql("select " + column.owner() + ", " + column.kind() + ", " + column.name() + ", t." + column.column()
                            + ", t.key_id from " + column.rows() + " where t.key_id is not null")
                    .query(row -> {
                        byte[] plain = new RowCipher(row.getString(1), master, new SecureRandom())
                                .decrypt(
                                        row.getString(2),
                                        row.getString(3),
                                        Bytes.wrap(row.getBytes(4)),
                                        row.getString(5));
                        all.add(new Secret(column.table() + " " + row.getString(2), Bytes.wrap(plain)));
                    });
        }
        return all;
    }

    private Set<String> windowsOfTheDatabase() {
        Set<String> all = new HashSet<>();
        for (String table : sql.sql("select table_name from information_schema.tables where table_schema = 'public'")
                .query(String.class)
                .list()) {
            sql.sql("select * from \"" + table + "\"").query(row -> {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    if (row.getMetaData().getColumnTypeName(i).equals("bytea")) {
                        byte[] bytes = row.getBytes(i);
                        all.addAll(windows(bytes == null ? new byte[0] : bytes));
                    } else {
                        String text = row.getString(i);
                        addText(text == null ? "" : text, all);
                    }
                }
            });
        }
        return all;
    }

    private static void addText(String text, Set<String> all) {
        all.addAll(windows(text.getBytes(UTF_8)));
        Matcher hex = HEX.matcher(text);
        while (hex.find()) {
            for (int shift = 0; shift < 2; shift++) {
                String digits = hex.group().substring(shift);
                all.addAll(windows(HexFormat.of().parseHex(digits, 0, digits.length() / 2 * 2)));
            }
        }
        Matcher base64 = BASE64.matcher(text);
        while (base64.find()) {
            for (int shift = 0; shift < 4; shift++) {
                String digits =
                        base64.group().replace('-', '+').replace('_', '/').substring(shift);
                all.addAll(windows(Base64.getDecoder().decode(digits.substring(0, digits.length() / 4 * 4))));
            }
        }
    }

    private static Set<String> windows(byte[] bytes) {
        Set<String> all = new HashSet<>();
        for (int i = 0; i + WINDOW <= bytes.length; i++) {
            all.add(new String(bytes, i, WINDOW, ISO_8859_1));
        }
        return all;
    }

    /// Random bytes; not the names, numbers and texts that stand beside keys and are shown anyway.
    private static boolean isTelling(String window) {
        return (window.chars().filter(c -> c < ' ' || c > '~').count() >= 5
                        && window.chars().distinct().count() >= 10)
                || window.startsWith("x2TbQ9vLmPz");
    }
}
