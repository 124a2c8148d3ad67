package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final int INSTANCES = 5;

    @Test
    void severalInstancesMigrateTheSameDatabaseAtOnce() throws Exception {
        TestDatabase database = TestDatabase.empty();
        Callable<Boolean> instance = () -> {
            Migrations.run(database.dataSource());
            return true;
        };
        try (ExecutorService instances = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done :
                    instances.invokeAll(List.of(instance, instance, instance, instance, instance))) {
                assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(column(database, "select count(*) from flyway_schema_history where success and version = '1'"))
                .containsExactly("1")
                .hasSizeLessThan(INSTANCES);
    }

    @Test
    void holdsTheColumnsThatTheServicesShare() throws SQLException {
        TestDatabase database = TestDatabase.create();

        assertThat(column(database, """
                select column_name from information_schema.columns where table_name = 'whatsapp_session'"""))
                .contains(
                        "id",
                        "user_id",
                        "slot",
                        "phone",
                        "display_name",
                        "profile_pic_url",
                        "status",
                        "last_seen",
                        "created_at",
                        "updated_at");
    }

    @Test
    void refusesASecondLinkOfOnePhone() throws SQLException {
        TestDatabase database = TestDatabase.create();
        execute(database, "insert into app_user (id) values ('ada')");
        execute(database, """
                insert into whatsapp_session (id, user_id, slot, phone) values ('one', 'ada', 1, '+15550001111')""");

        assertThatThrownBy(() -> execute(database, """
                        insert into whatsapp_session (id, user_id, slot, phone) values ('two', 'ada', 2, '+15550001111')"""))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("phone");
    }

    @Test
    void keysGoWithTheirUser() throws SQLException {
        TestDatabase database = TestDatabase.create();
        execute(database, "insert into app_user (id) values ('ada')");
        execute(database, "insert into whatsapp_session (id, user_id, slot) values ('one', 'ada', 1)");
        execute(database, "insert into whatsapp_key values ('one', 'session', '15550001111.0', 'x', 'k1')");

        execute(database, "delete from app_user");

        assertThat(column(database, "select session_id from whatsapp_key")).isEmpty();
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(TestDatabase database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
