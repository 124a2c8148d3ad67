package dev.parley.bridge.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two bridges on one database: a number is run by one of them at a time.
class TwoBridgesTest {
    private final TestDatabase database = TestDatabase.create();
    private final TestBridge first = TestBridge.startOn(database);
    private final Linked session = first.linked();
    private final TestBridge second = TestBridge.startOn(database);

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void theNewcomerSaysThatTheSessionLivesElsewhere() {
        JsonNode status = second.status(session.id());
        assertThat(status.path("reason").asString()).isEqualTo("held_elsewhere");
        assertThat(status.path("reasonText").asString()).contains("Another Parley process");
        assertThat(status.path("status").asString()).as("where it lives").isEqualTo("connected");
        assertThat(status.path("socketActive").asBoolean()).isFalse();

        String path = "/sessions/" + session.id();
        assertHeld(second.post("/sessions", "{\"sessionId\":\"" + session.id() + "\"}"));
        assertHeld(second.post(path + "/send/text", "{\"chatId\":\"15550000000@s.whatsapp.net\",\"text\":\"x\"}"));
        assertHeld(second.delete(path));
        assertThat(first.status(session.id()).has("reason")).isFalse();
        assertThat(first.status(session.id()).path("socketActive").asBoolean()).isTrue();
    }

    @Test
    void takesOverAtOnceWhenTheOtherIsShutDown() {
        first.close();

        FakeDevice device = second.engine().next();
        device.logIn(session.digits());

        second.awaitStatus(session.id(), "connected", Optional.empty());
    }

    @Test
    void takesOverWhenTheOtherIsDeadAndWhatThatStillDoesIsUndone() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        CompletableFuture<Optional<String>> sleeper =
                CompletableFuture.supplyAsync(() -> session.device().store().inTransaction(transaction -> {
                    transaction.write(EntryKind.SESSION, "ratchet", bytes("from the sleeper"));
                    inside.countDown();
                    await(awake);
                    return Optional.empty();
                }));
        await(inside);
        pronounceDead();

        FakeDevice taken = second.engine().next();
        taken.logIn(session.digits());
        second.awaitStatus(session.id(), "connected", Optional.empty());
        taken.store().inTransaction(transaction -> {
            transaction.write(EntryKind.SESSION, "ratchet", bytes("from the owner"));
            return Optional.empty();
        });
        assertHeld(first.post(
                "/sessions/" + session.id() + "/send/text",
                "{\"chatId\":\"15550000000@s.whatsapp.net\",\"text\":\"x\"}"));
        awake.countDown();

        assertThatThrownBy(() -> sleeper.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreException.class);
        session.device().drop(new DisconnectCause.StreamReplaced());
        assertThatThrownBy(() -> session.device().stored(FakeDevice.text(FakeDevice.pn("15550100001"), "M1", 1, "x")))
                .isInstanceOf(StoreException.class);
        second.awaitStatus(session.id(), "connected", Optional.empty());
        assertThat(ratchet(taken)).contains("from the owner");
        TestBridge.await(
                () -> first.status(session.id()).path("reason").asString("").equals("held_elsewhere"));
    }

    @Test
    void aSessionThatEndedForGoodIsNotTakenOver() {
        session.device().drop(new DisconnectCause.StreamReplaced());
        first.awaitStatus(session.id(), "disconnected", Optional.of("replaced"));

        assertThat(second.post("/sessions", "{\"sessionId\":\"" + session.id() + "\"}")
                        .status())
                .as("but it can be started anywhere")
                .isEqualTo(200);

        second.engine().next().logIn(session.digits());
        second.awaitStatus(session.id(), "connected", Optional.empty());
    }

    @Test
    void whatADeadProcessWasLinkingIsShownAsEnded() {
        String id = first.open("somebody", 1);
        first.engine().next();
        pronounceDead();

        second.awaitStatus(id, "disconnected", Optional.empty());
    }

    /// As if the first process had not been heard of for long.
    private void pronounceDead() {
        String owner = second.sql()
                .sql("select owner from session_lease where session_id = ?")
                .param(session.id())
                .query(String.class)
                .single();
        second.sql()
                .sql("update bridge_process set alive_till = clock_timestamp() where id = ?")
                .param(owner)
                .update();
    }

    private static Optional<String> ratchet(FakeDevice device) {
        return device.store()
                .inTransaction(transaction -> transaction.read(EntryKind.SESSION, "ratchet"))
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private static void assertHeld(Answer answer) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("error").asString()).contains("Another Parley process");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
