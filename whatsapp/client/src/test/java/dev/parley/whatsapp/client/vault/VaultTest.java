package dev.parley.whatsapp.client.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Jid PN = Jid.pn("15550002222");
    private static final Jid LID = Jid.lid("100000000000002");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final SecureRandom random = new SecureRandom();
    private final Vault vault = new Vault(new InMemoryDeviceStore(now::get));

    @Test
    void credentialsSurviveTheWayToTheStore() {
        Credentials credentials = Credentials.generate(random);

        vault.update(records -> records.credentials().write(credentials));

        assertThat(vault.<Optional<Credentials>>transact(
                        records -> records.credentials().read()))
                .contains(credentials);
    }

    @Test
    void aFailedTransactionLeavesNothing() {
        assertThatThrownBy(() -> vault.update(records -> {
                    records.lids().learn(LID, PN);
                    throw new IllegalStateException("meant to fail");
                }))
                .hasMessage("meant to fail");

        assertThat(vault.<Optional<Jid>>transact(records -> records.lids().lidOf(PN)))
                .isEmpty();
    }

    @Test
    void preKeyIdsGrowAndAreNeverUsedAgain() {
        List<PreKey> first = vault.transact(records -> records.preKeys().generate(3, random));
        vault.update(records -> first.forEach(key -> records.preKeys().remove(key.id())));

        List<PreKey> second = vault.transact(records -> records.preKeys().generate(2, random));

        assertThat(first).extracting(PreKey::id).containsExactly(1, 2, 3);
        assertThat(second).extracting(PreKey::id).containsExactly(4, 5);
    }

    @Test
    void onlyKeysWhoseUploadWasNotConfirmedAreOfferedAgain() {
        List<PreKey> keys = vault.transact(records -> records.preKeys().generate(3, random));
        vault.update(records -> records.preKeys().markUploaded(keys.subList(0, 2)));

        assertThat(vault.<List<PreKey>>transact(records -> records.preKeys().notUploaded()))
                .extracting(PreKey::id)
                .containsExactly(3);
    }

    @Test
    void theNewestMappingOfAPersonWins() {
        Jid newLid = Jid.lid("100000000000009");
        vault.update(records -> records.lids().learn(LID, PN));

        assertThat(vault.<Boolean>transact(records -> records.lids().learn(LID, PN)))
                .as("known")
                .isFalse();
        assertThat(vault.<Boolean>transact(records -> records.lids().learn(newLid, PN)))
                .isTrue();
        assertThat(vault.<Optional<Jid>>transact(records -> records.lids().lidOf(PN)))
                .contains(newLid);
        assertThat(vault.<Optional<Jid>>transact(records -> records.lids().pnOf(LID)))
                .isEmpty();
        assertThat(vault.transact(records -> records.lids().person(newLid.withDevice(3)))
                        .pn())
                .contains(PN);
    }

    @Test
    void anIdentityMovesToTheLidWithItsDevice() {
        KeyPair identity = KeyPair.generate(random);
        vault.update(records -> {
            records.signal().storeIdentity(SignalRecords.address(PN.withDevice(2)), identity.publicKey());
            records.signal().moveToLid(PN.withDevice(2), LID.withDevice(2));
        });

        assertThat(vault.<Optional<PublicKey>>transact(
                        records -> records.signal().identity(SignalRecords.address(LID.withDevice(2)))))
                .contains(identity.publicKey());
        assertThat(vault.<Optional<PublicKey>>transact(
                        records -> records.signal().identity(SignalRecords.address(PN.withDevice(2)))))
                .isEmpty();
    }

    @Test
    void aLidAndAPhoneNumberWithTheSameDigitsAreTwoAddresses() {
        assertThat(SignalRecords.address(Jid.lid("15550002222"))).isNotEqualTo(SignalRecords.address(PN));
    }

    @Test
    void sentMessagesAreForgottenByAge() {
        Message text = Message.newBuilder().setConversation("old").build();
        vault.update(records -> records.sentMessages().write("A", PN, text, START));
        now.set(START.plus(Duration.ofDays(10)));
        vault.update(records -> records.sentMessages().write("B", PN, text, now.get()));

        vault.update(records -> records.sentMessages().forgetBefore(START.plus(Duration.ofDays(5))));

        assertThat(vault.<Optional<StoredSentMessage>>transact(
                        records -> records.sentMessages().read("A")))
                .isEmpty();
        assertThat(vault.<Optional<StoredSentMessage>>transact(
                        records -> records.sentMessages().read("B")))
                .isPresent();
    }

    @Test
    void retriesCountOnFromWhatTheOtherSideSays() {
        assertThat(increment(0)).isEqualTo(1);
        assertThat(increment(0)).isEqualTo(2);
        assertThat(increment(4)).isEqualTo(5);
        vault.update(records -> records.retries().clear("message"));
        assertThat(increment(0)).isEqualTo(1);
    }

    private int increment(int floor) {
        return vault.transact(records -> records.retries().increment("message", floor, START));
    }
}
