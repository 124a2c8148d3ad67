package dev.parley.whatsapp.client.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which token goes with what, and for how long (messaging.md section 4.8).
class PrivacyTokensTest {
    private static final Jid OWN_PN = Jid.pn("15550001111");
    private static final Jid FRIEND_PN = Jid.pn("15550002222");
    private static final Jid FRIEND_LID = Jid.lid("100000000000001");
    private static final Account SELF = new Account(
            OWN_PN.withDevice(3),
            Jid.lid("100000000000009").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);
    private static final Bytes SALT = Bytes.fromHex("01".repeat(32));
    /// A Thursday, on which WhatsApp's weeks begin.
    private static final Instant START = Instant.ofEpochSecond(2900L * 604_800);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Vault vault = new Vault(new InMemoryDeviceStore(now::get));
    private final PrivacyTokens tokens = new PrivacyTokens(vault, new Link(), Runnable::run, now::get);
    private final NotificationHandler notifications = new NotificationHandler();

    @BeforeEach
    void register() {
        tokens.register(notifications);
    }

    @Test
    void aReceivedTokenGoesWithMessagesAndQuestionsUnderBothNames() {
        vault.update(records -> records.lids().learn(FRIEND_LID, FRIEND_PN));
        receive(FRIEND_PN, "aa", START);

        assertThat(message(FRIEND_LID)).contains(tctoken("aa"));
        assertThat(message(FRIEND_PN)).contains(tctoken("aa"));
        assertThat(question(FRIEND_PN)).contains(tctoken("aa"));
    }

    @Test
    void aTokenUnderTheNumberMovesToTheLidOnceThatIsKnown() {
        receive(FRIEND_PN, "aa", START);
        vault.update(records -> {
            records.lids().learn(FRIEND_LID, FRIEND_PN);
            records.privacyTokens().moveToLid(FRIEND_PN, FRIEND_LID);
        });

        assertThat(message(FRIEND_LID)).contains(tctoken("aa"));
    }

    @Test
    void anOlderTokenNeverReplacesANewerOne() {
        receive(FRIEND_LID, "bb", START);
        receive(FRIEND_LID, "aa", START.minusSeconds(1));

        assertThat(message(FRIEND_LID)).contains(tctoken("bb"));
    }

    @Test
    void aTokenIsGoodInItsWeekAndTheThreeAfterIt() {
        receive(FRIEND_LID, "aa", START);

        now.set(START.plus(Duration.ofDays(28)).minusSeconds(1));
        assertThat(message(FRIEND_LID)).contains(tctoken("aa"));
        now.set(START.plus(Duration.ofDays(28)));
        assertThat(message(FRIEND_LID)).isEmpty();
    }

    @Test
    void withoutATokenTheSaltedHashOfTheRecipientGoesAlong() {
        vault.update(records -> {
            records.lids().learn(FRIEND_LID, FRIEND_PN);
            tokens.salt(records, SALT);
        });

        Bytes expected = Bytes.fromHex("b91d75952d416a1d29611f980a1c5c324d4cf17891902974a50fa51f684db3f4");
        assertThat(message(FRIEND_PN))
                .contains(Node.of("cstoken").content(expected).build());
        assertThat(question(FRIEND_PN)).as("only messages carry it").isEmpty();
    }

    @Test
    void theSaltOfAHistoryGivesWayToTheAppStatesAlsoWhenThatHasNone() {
        Bytes old = Bytes.fromHex("02".repeat(32));
        vault.update(records -> tokens.saltFromHistory(records, old));
        assertThat(salt()).contains(old);

        vault.update(records -> {
            tokens.salt(records, SALT);
            tokens.saltFromHistory(records, old);
        });
        assertThat(salt()).contains(SALT);

        vault.update(records -> {
            tokens.forgetSalt(records);
            tokens.saltFromHistory(records, old);
        });
        assertThat(salt()).isEmpty();
    }

    private Optional<Bytes> salt() {
        return vault.<Optional<Bytes>>transact(
                records -> records.privacyTokens().salt());
    }

    @Test
    void nothingConcerningTheOwnAccountCarriesAToken() {
        vault.update(records -> tokens.salt(records, SALT));
        receive(OWN_PN, "aa", START);

        assertThat(message(OWN_PN)).isEmpty();
        assertThat(message(SELF.lid().bare())).isEmpty();
    }

    @Test
    void whatIsNoTokenIsLeftOut() {
        receive(FRIEND_LID, "", START);
        receive(FRIEND_LID, "ab".repeat(1025), START);
        receive(FRIEND_LID, "aa", START.plus(Duration.ofDays(2)));
        receive(FRIEND_LID, "aa", Instant.EPOCH);
        handle(notice(FRIEND_LID, "aa", START, "something_else"));

        assertThat(message(FRIEND_LID)).isEmpty();
    }

    @Test
    void theHistoryBringsTokensToo() {
        vault.update(records -> tokens.fromHistory(
                records, FRIEND_PN, Optional.of(Bytes.fromHex("cc")), START.getEpochSecond(), START.getEpochSecond()));

        assertThat(message(FRIEND_PN)).contains(tctoken("cc"));
        assertThat(vault.<Optional<Instant>>transact(
                        records -> records.privacyTokens().ours(FRIEND_PN)))
                .contains(START);
    }

    @Test
    void aNewIdentityMakesTheIssuedTokenDueAgain() {
        vault.update(records -> {
            records.privacyTokens().markIssued(FRIEND_LID, START);
            tokens.identityChanged(records, FRIEND_LID);
            tokens.identityChanged(records, Jid.lid("100000000000005"));
        });

        assertThat(vault.<Set<Jid>>transact(records -> records.privacyTokens().due()))
                .containsExactly(FRIEND_LID);
    }

    private void receive(Jid from, String hex, Instant issued) {
        handle(notice(from, hex, issued, "trusted_contact"));
    }

    private void handle(Node notification) {
        vault.update(records -> notifications.handle(records, notification, SELF, new Answers()));
    }

    private static Node notice(Jid from, String hex, Instant issued, String type) {
        return Node.of("notification")
                .attr("type", "privacy_token")
                .attr("from", from)
                .attr("id", "1")
                .child(Node.of("tokens")
                        .child(Node.of("token")
                                .attr("type", type)
                                .attr("t", issued.getEpochSecond())
                                .content(Bytes.fromHex(hex))))
                .build();
    }

    private Optional<Node> message(Jid to) {
        return vault.transact(records -> tokens.forMessage(records, to, SELF));
    }

    private Optional<Node> question(Jid about) {
        return vault.transact(records -> tokens.forPerson(records, about, SELF));
    }

    private static Node tctoken(String hex) {
        return Node.of("tctoken").content(Bytes.fromHex(hex)).build();
    }
}
