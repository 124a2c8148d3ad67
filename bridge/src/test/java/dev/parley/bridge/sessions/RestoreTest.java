package dev.parley.bridge.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.database.TestDatabase;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RestoreTest {
    private static final int SESSIONS = 100;
    private static final int LINKED_AT_ONCE = 8;
    private static final long FIRST_NUMBER = 15550020000L;

    private final TestDatabase database = TestDatabase.create();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());

    @Test
    void bringsAHundredSessionsBackAndAnswersMeanwhile() throws Exception {
        try (Simulator simulator = Simulator.builder().build().start()) {
            try (TestBridge bridge = TestBridge.startOn(database, simulator);
                    ExecutorService linking = Executors.newFixedThreadPool(LINKED_AT_ONCE)) {
                List<Future<?>> links = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    int number = i;
                    links.add(linking.submit(() -> link(bridge, simulator, number)));
                }
                for (Future<?> link : links) {
                    link.get();
                }
            }
            assertThat(connected()).isZero();

            long start = System.nanoTime();
            try (TestBridge bridge = TestBridge.startOn(database, simulator)) {
                assertThat(bridge.get("/sessions?userId=user-0").body().path("sessions"))
                        .hasSize(1);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> connected() == SESSIONS);
                System.err.printf(
                        "%d sessions connected %.1f s after the start began%n",
                        SESSIONS, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    @Test
    void theMostRecentlyActiveComeFirstAndOneThatFailsTakesNoneDown() {
        List<String> digits = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        try (TestBridge bridge = TestBridge.startOn(database)) {
            for (int i = 0; i < 3; i++) {
                TestBridge.Linked session = bridge.linked();
                digits.add(session.digits());
                ids.add(session.id());
            }
        }
        for (int i = 0; i < 3; i++) {
            sql.sql("update whatsapp_session set last_seen = now() - make_interval(hours => ?) where id = ?")
                    .params(i, ids.get(i))
                    .update();
        }
        // Its rows are of no use.
        sql.sql(
                        "insert into whatsapp_key (session_id, kind, name, value, key_id) values (?, 'credentials', '', 'x', 'x')")
                .param(ids.getFirst())
                .update();

        try (TestBridge bridge = TestBridge.startOn(database)) {
            List<FakeDevice> devices = List.of(
                    bridge.engine().next(),
                    bridge.engine().next(),
                    bridge.engine().next());
            devices.get(1).logIn(digits.get(1));
            devices.get(2).logIn(digits.get(2));
            bridge.awaitStatus(ids.get(1), "connected", Optional.empty());
            bridge.awaitStatus(ids.get(2), "connected", Optional.empty());
            assertThat(bridge.status(ids.getFirst()).path("status").asString()).isEqualTo("connecting");
        }
    }

    private static void link(TestBridge bridge, Simulator simulator, int number) {
        SimulatedPhone phone = simulator.createPhone(Long.toString(FIRST_NUMBER + number), "Phone " + number);
        String id = bridge.open("user-" + number, 1);
        phone.scan(bridge.awaitStatus(id, view -> view.has("qr")).path("qr").asString());
        bridge.awaitStatus(id, view -> view.path("status").asString("").equals("connected"));
    }

    private int connected() {
        return sql.sql("select count(*) from whatsapp_session where status = 'connected'")
                .query(Integer.class)
                .single();
    }
}
