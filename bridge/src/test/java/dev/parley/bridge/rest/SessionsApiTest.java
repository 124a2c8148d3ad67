package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionsApiTest {
    private final TestBridge bridge = TestBridge.shared();

    @Test
    void opensASlotOfAnUnknownUserAndShowsTheQrCode() {
        Answer opened = bridge.post("/sessions", "{\"userId\":\"external-1\",\"slot\":2}");

        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.body().path("success").asBoolean()).isTrue();
        String id = opened.body().path("sessionId").asString();
        bridge.awaitStatus(id, "connecting", Optional.empty());

        Instant expiry = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        bridge.engine().next().state(new StateEvent.QrCode("2@ref,key,identity,secret", expiry));

        JsonNode status = bridge.get("/sessions/" + id + "/status").body();
        assertThat(status.path("status").asString()).isEqualTo("qr_ready");
        assertThat(status.path("qr").asString()).isEqualTo("2@ref,key,identity,secret");
        assertThat(status.path("qrDataUrl").asString()).startsWith("data:image/png;base64,iVBORw0KGgo");
        assertThat(Instant.parse(status.path("qrExpiresAt").asString())).isEqualTo(expiry);
        assertThat(status.path("socketActive").asBoolean()).isFalse();
        assertThat(status.path("phone").isNull()).isTrue();
    }

    @Test
    void showsALinkedNumber() {
        Linked session = bridge.linked();

        JsonNode status = bridge.get("/sessions/" + session.id() + "/status").body();
        assertThat(status.path("status").asString()).isEqualTo("connected");
        assertThat(status.path("phone").asString()).isEqualTo("+" + session.digits());
        assertThat(status.path("socketActive").asBoolean()).isTrue();
        assertThat(status.has("qr")).isFalse();
        assertThat(status.has("reason")).isFalse();
    }

    @Test
    void listsTheSessionsOfAUserBySlot() {
        String second = bridge.open("lister", 2);
        String first = bridge.open("lister", 1);
        bridge.engine().next();
        bridge.engine().next();

        JsonNode sessions = bridge.get("/sessions?userId=lister").body().path("sessions");

        assertThat(sessions.findValuesAsString("id")).containsExactly(first, second);
        JsonNode info = sessions.get(0);
        assertThat(info.propertyNames())
                .containsExactly("id", "userId", "slot", "phone", "displayName", "profilePicUrl", "status", "lastSeen");
        assertThat(info.path("phone").isNull()).isTrue();
    }

    @Test
    void startingARunningSessionAgainIsNoError() {
        Linked session = bridge.linked();

        Answer again = bridge.post("/sessions", "{\"sessionId\":\"" + session.id() + "\"}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("sessionId").asString()).isEqualTo(session.id());
        bridge.awaitStatus(session.id(), "connected", Optional.empty());
    }

    @Test
    void openingTheSameSlotAgainFindsTheSameSession() {
        String id = bridge.open("same", 1);
        bridge.engine().next();

        assertThat(bridge.open("same", 1)).isEqualTo(id);
    }

    @Test
    void anExpiredQrCodeEndsTheSessionAndItCanBeStartedAnew() {
        String id = bridge.open("expiring", 1);
        FakeDevice device = bridge.engine().next();
        device.state(new StateEvent.QrCode("2@a", Instant.now().plusSeconds(20)));

        device.drop(new DisconnectCause.QrExpired());

        bridge.awaitStatus(id, "disconnected", Optional.of("qr_expired"));
        assertThat(bridge.get("/sessions/" + id + "/status").body().has("qr")).isFalse();
        bridge.post("/sessions", "{\"sessionId\":\"" + id + "\"}");
        bridge.engine().next().state(new StateEvent.QrCode("2@b", Instant.now().plusSeconds(20)));
        bridge.awaitStatus(id, "qr_ready", Optional.empty());
    }

    @Test
    void aLostConnectionIsShownAsConnectingWithItsReason() {
        Linked session = bridge.linked();

        session.device().drop(new DisconnectCause.ConnectionLost("reset"));

        bridge.awaitStatus(session.id(), "connecting", Optional.of("whatsapp_unreachable"));
        session.device().state(new StateEvent.Connecting(1));
        bridge.awaitStatus(session.id(), "connecting", Optional.of("whatsapp_unreachable"));
        session.device().logIn(session.digits());
        bridge.awaitStatus(session.id(), "connected", Optional.empty());
    }

    @Test
    void aPhoneThatRemovedTheDeviceCanBeLinkedInAnotherSlot() {
        Linked session = bridge.linked();

        session.device().drop(new DisconnectCause.LoggedOut(401));

        bridge.awaitStatus(session.id(), "disconnected", Optional.of("logged_out"));
        String other = bridge.open("elsewhere", 1);
        bridge.engine().next().link(session.digits());
        bridge.awaitStatus(other, "connected", Optional.empty());
    }

    @Test
    void refusesAPhoneThatIsLinkedElsewhereAndLogsTheNewDeviceOut() {
        Linked older = bridge.linked();
        String id = bridge.open("latecomer", 1);
        FakeDevice device = bridge.engine().next();

        device.link(older.digits());

        device.awaitLogout();
        bridge.awaitStatus(id, "disconnected", Optional.of("phone_already_linked"));
        assertThat(bridge.get("/sessions/" + id + "/status")
                        .body()
                        .path("reasonText")
                        .asString())
                .contains("phone already linked");
        bridge.awaitStatus(older.id(), "connected", Optional.empty());
        assertThat(bridge.get("/sessions/" + id + "/status")
                        .body()
                        .path("phone")
                        .isNull())
                .isTrue();
    }

    @Test
    void linkingAnotherPhoneForgetsTheChatsOfTheOneBefore() {
        Linked session = bridge.linked();
        session.device()
                .stored(FakeDevice.text(FakeDevice.pn("15550100001"), "M1", 1_800_000_000, "for the old number"));
        session.device().drop(new DisconnectCause.LoggedOut(401));
        bridge.awaitStatus(session.id(), "disconnected", Optional.of("logged_out"));
        bridge.post("/sessions", "{\"sessionId\":\"" + session.id() + "\"}");

        bridge.engine().next().link(TestBridge.newNumber());

        bridge.awaitStatus(session.id(), "connected", Optional.empty());
        assertThat(bridge.get("/sessions/" + session.id() + "/chats").body().path("chats"))
                .isEmpty();
    }

    @Test
    void deletesAConnectedSessionWithItsKeys() {
        Linked session = bridge.linked();
        session.device().send(List.of());

        assertThat(bridge.delete("/sessions/" + session.id())
                        .body()
                        .path("success")
                        .asBoolean())
                .isTrue();

        session.device().awaitLogout();
        assertThat(bridge.get("/sessions/" + session.id() + "/status").status()).isEqualTo(404);
        assertThat(bridge.sql()
                        .sql("select count(*) from whatsapp_key where session_id = ?")
                        .param(session.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void deletesASessionThatIsNotRunning() {
        String id = bridge.open("gone", 1);
        bridge.engine().next().drop(new DisconnectCause.QrExpired());
        bridge.awaitStatus(id, "disconnected", Optional.of("qr_expired"));

        assertThat(bridge.delete("/sessions/" + id).status()).isEqualTo(200);

        bridge.engine().next().awaitLogout();
        assertThat(bridge.delete("/sessions/" + id).status()).isEqualTo(404);
    }

    @Test
    void theAccountsOwnNameIsTheSessionsWhereverItIsChanged() {
        Linked session = bridge.linked();

        session.device()
                .stored(new StoredEvent.PushNameChanged(
                        new Person(Optional.of(Jid.pn(session.digits())), Optional.empty()), "Ada of the phone"));
        assertThat(displayName(session)).isEqualTo("Ada of the phone");

        session.device()
                .stored(new StoredEvent.AppStateChanged(
                        new AppStateChange.OwnNameChanged("Ada of the settings"), Instant.EPOCH, false));
        assertThat(displayName(session)).isEqualTo("Ada of the settings");
    }

    private String displayName(Linked session) {
        return bridge.get("/sessions/" + session.id() + "/status")
                .body()
                .path("displayName")
                .asString("");
    }

    @Test
    void aLinkThatWasToBeUndoneWhenTheProcessDiedIsUndoneAtTheNextStart() {
        TestDatabase database = TestDatabase.create();
        String id;
        String digits = TestBridge.newNumber();
        try (TestBridge before = TestBridge.startOn(database)) {
            String older = before.open("ada", 1);
            before.engine().next().link(digits);
            before.awaitStatus(older, "connected", Optional.empty());
            id = before.open("eve", 1);
            before.engine().next().pair(digits);
        }
        try (TestBridge after = TestBridge.startOn(database)) {
            FakeDevice one = after.engine().next();
            FakeDevice other = after.engine().next();
            one.logIn(digits);
            other.logIn(digits);

            after.awaitStatus(id, "disconnected", Optional.of("phone_already_linked"));
        }
    }
}
