package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionStateApiTest {
    private final TestBridge bridge = TestBridge.shared();

    @Test
    void nothingIsKnownOfANewSession() {
        String id = bridge.open(UUID.randomUUID().toString(), 1);
        bridge.engine().next();

        JsonNode health = health(id);

        assertThat(health.path("status").asString()).isEqualTo("connecting");
        assertThat(health.path("lastReceivedAt").isNull()).isTrue();
        assertThat(health.path("phoneLastSeen").isNull()).isTrue();
        assertThat(health.path("newContacts").path("allowed").asBoolean()).isTrue();
        assertThat(health.has("lastDisconnect")).isFalse();
        assertThat(health.path("stanzasSetAside").asInt()).isZero();
    }

    @Test
    void tellsTheLastProofsOfReceivingAndSending() {
        Linked session = bridge.linked();
        Instant before = Instant.now().minusSeconds(1);
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550100001"), "M1", 1_800_000_000, "hello"));
        bridge.post(
                "/sessions/" + session.id() + "/send/text",
                "{\"chatId\":\"15550100001@s.whatsapp.net\",\"text\":\"hello\"}");
        TestBridge.await(() -> !health(session.id()).path("lastSentAt").isNull());

        assertThat(time(health(session.id()), "lastReceivedAt")).isAfter(before);
        assertThat(time(health(session.id()), "lastSentAt")).isAfter(before);
        // And in the end it is in the table.
        TestBridge.await(() -> bridge.sql()
                        .sql(
                                "select count(*) from session_health where session_id = ? and received_at is not null and sent_at is not null")
                        .param(session.id())
                        .query(Integer.class)
                        .single()
                == 1);
    }

    @Test
    void tellsWhenThePhoneWasSeenAndWhenItWillBeDropped() {
        Linked session = bridge.linked();
        Instant seen = Instant.now().truncatedTo(ChronoUnit.HOURS);
        session.device().stored(new StoredEvent.PhoneSeen(seen));

        assertThat(time(health(session.id()), "phoneLastSeen")).isEqualTo(seen);
        assertThat(time(health(session.id()), "phoneExpiresAt")).isEqualTo(seen.plus(Duration.ofDays(14)));
    }

    @Test
    void tellsARestrictionOnNewContactsWithItsEnd() {
        Linked session = bridge.linked();
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        session.device()
                .stored(new StoredEvent.ReachOutTimelockChanged(
                        new ReachOutTimelock(true, Optional.of(end), "RESTRICT_ALL_\0COMPANIONS")));

        JsonNode restricted = health(session.id()).path("newContacts");
        assertThat(restricted.path("allowed").asBoolean()).isFalse();
        assertThat(time(restricted, "until")).isEqualTo(end);
        assertThat(restricted.path("reason").asString()).isEqualTo("RESTRICT_ALL_ COMPANIONS");
        assertThat(bridge.sql()
                        .sql(
                                "select payload -> 'newContacts' ->> 'allowed' from event where channel = ? order by cursor desc limit 1")
                        .param("wa:status:" + session.id())
                        .query(String.class)
                        .single())
                .isEqualTo("false");

        session.device()
                .stored(new StoredEvent.ReachOutTimelockChanged(
                        new ReachOutTimelock(true, Optional.of(Instant.now().minusSeconds(1)), "X")));
        assertThat(health(session.id()).path("newContacts").path("allowed").asBoolean())
                .as("it ends by itself")
                .isTrue();
    }

    @Test
    void tellsThatTheNewChatsAreUsedUp() {
        Linked session = bridge.linked();
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        session.device()
                .stored(new StoredEvent.NewChatCapChanged(new NewChatCap(
                        "CAPPED",
                        OptionalLong.of(100),
                        OptionalLong.of(100),
                        Optional.empty(),
                        Optional.of(end),
                        Optional.empty(),
                        Optional.empty())));

        JsonNode restricted = health(session.id()).path("newContacts");
        assertThat(restricted.path("allowed").asBoolean()).isFalse();
        assertThat(restricted.path("quota").asLong()).isEqualTo(100);
        assertThat(time(restricted, "until")).isEqualTo(end);
    }

    @Test
    void tellsTheLastDisconnectInWords() {
        Linked session = bridge.linked();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        session.device().logIn(session.digits());
        session.device().state(new StateEvent.StanzaSetAside("message", Optional.empty(), "3EB0"));

        JsonNode last = health(session.id()).path("lastDisconnect");
        assertThat(last.path("reason").asString()).isEqualTo("whatsapp_unreachable");
        assertThat(last.path("text").asString()).isEqualTo("The connection to WhatsApp was lost.");
        assertThat(time(last, "at")).isAfter(Instant.now().minusSeconds(60));
        assertThat(health(session.id()).path("stanzasSetAside").asInt()).isEqualTo(1);
    }

    @Test
    void somebodyWhoWatchesIsShownUntilTheyLeave() {
        Linked session = bridge.linked();
        assertThat(session.device().available()).isFalse();

        Answer shown = presence(session.id(), "available");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(time(shown.body(), "expiresAt")).isAfter(Instant.now().plusSeconds(30));
        assertThat(session.device().available()).isTrue();
        presence(session.id(), "unavailable");
        assertThat(session.device().available()).isFalse();
    }

    @Test
    void refusesWhatIsNoPresence() {
        Linked session = bridge.linked();

        for (String body : new String[] {"", "{}", "{\"state\":\"busy\"}"}) {
            Answer answer = bridge.post("/sessions/" + session.id() + "/presence", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("error").asString()).isEqualTo("state must be available or unavailable");
        }
        assertThat(presence("nope", "available").status()).isEqualTo(404);
        assertThat(bridge.get("/sessions/nope/health").status()).isEqualTo(404);
        session.device().drop(new DisconnectCause.StreamReplaced());
        bridge.awaitStatus(session.id(), "disconnected", Optional.of("replaced"));
        assertThat(presence(session.id(), "available").status()).isEqualTo(409);
    }

    private JsonNode health(String id) {
        return bridge.get("/sessions/" + id + "/health").body();
    }

    private Answer presence(String id, String state) {
        return bridge.post("/sessions/" + id + "/presence", "{\"state\":\"" + state + "\"}");
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asString());
    }
}
