package dev.parley.whatsapp.client.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.proto.StoredReceipt;
import dev.parley.whatsapp.signal.SenderKeyName;
import dev.parley.whatsapp.signal.SenderKeyRecord;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is kept of people beside their messages.
class PeopleRecordsTest {
    private static final Jid BEN = Jid.pn("15550002222");
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final Vault vault = new Vault(new InMemoryDeviceStore());

    @Test
    void owesEachReceiptOnceAndNoMoreThan256InAStanza() {
        List<String> ids = IntStream.range(0, 300).mapToObj(i -> "M" + i).toList();
        vault.update(records -> {
            records.owedReceipts().add(BEN, false, ids, NOON);
            records.owedReceipts().add(BEN, false, ids, NOON);
            records.owedReceipts().add(BEN, true, List.of("M0"), NOON);
        });

        List<StoredReceipt> owed = vault.transact(
                records -> List.copyOf(records.owedReceipts().all().values()));

        assertThat(owed).extracting(StoredReceipt::getMessageIdCount).containsExactlyInAnyOrder(256, 44, 1);
        assertThat(owed).filteredOn(StoredReceipt::getPlayed).hasSize(1);
    }

    @Test
    void paysOnlyWhatWasConfirmed() {
        vault.update(records -> {
            records.owedReceipts().add(BEN, false, List.of("M1", "M2"), NOON);
            // One more of the same chat, while the first is on its way.
            records.owedReceipts().add(BEN, false, List.of("M1", "M3"), NOON);
            records.owedReceipts().paid(BEN, false, "M1");
        });

        assertThat(vault.<List<String>>transact(records -> records.owedReceipts().all().values().stream()
                        .flatMap(receipt -> receipt.getMessageIdList().stream())
                        .toList()))
                .containsExactly("M3");
    }

    @Test
    void keepsTheSenderKeysOfAllDevicesOfAPerson() {
        SenderKeyName phone = new SenderKeyName("123@g.us", new SignalAddress("100_1", 0));
        SenderKeyName companion = new SenderKeyName("123@g.us", new SignalAddress("100_1", 7));
        vault.update(records -> {
            records.senderKeys().storeSenderKeys(phone, SenderKeyRecord.EMPTY);
            records.senderKeys().storeSenderKeys(companion, SenderKeyRecord.EMPTY);
            records.senderKeys().storeSenderKeys(companion, SenderKeyRecord.EMPTY);
        });

        assertThat(vault.<List<SenderKeyName>>transact(
                        records -> records.senderKeys().devicesWithSenderKeys("123@g.us", "100_1")))
                .containsExactlyInAnyOrder(phone, companion);
        assertThat(vault.<List<SenderKeyName>>transact(
                        records -> records.senderKeys().devicesWithSenderKeys("124@g.us", "100_1")))
                .isEmpty();
    }

    @Test
    void boundsTheDevicesOfAPersonByTheNewest() {
        vault.update(records -> IntStream.range(0, 300)
                .forEach(device -> records.senderKeys()
                        .storeSenderKeys(
                                new SenderKeyName("123@g.us", new SignalAddress("100_1", device)),
                                SenderKeyRecord.EMPTY)));

        assertThat(vault.<List<SenderKeyName>>transact(
                        records -> records.senderKeys().devicesWithSenderKeys("123@g.us", "100_1")))
                .hasSize(100)
                .contains(new SenderKeyName("123@g.us", new SignalAddress("100_1", 299)));
    }
}
