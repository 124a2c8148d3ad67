package dev.parley.whatsapp.client.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.proto.StoredWantedMessage;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How much is kept of what others send.
class BoundsTest {
    private static final Jid BEN = Jid.pn("15550002222");

    private final Vault vault = new Vault(new InMemoryDeviceStore());

    @Test
    void aThousandMessagesAreWantedAtATimeAndEachOnce() {
        vault.update(records -> {
            IntStream.range(0, 1000)
                    .forEach(i -> assertThat(records.wantedMessages().add(wanted("M" + i)))
                            .isTrue());
            assertThat(records.wantedMessages().add(wanted("M1000"))).isFalse();

            records.wantedMessages().delete(wanted("M7"));
            assertThat(records.wantedMessages().add(wanted("M8"))).isFalse();
            assertThat(records.wantedMessages().add(wanted("M1000"))).isTrue();
        });
    }

    @Test
    void aWantedMessageIsFoundByItsChatSideAndId() {
        vault.update(records -> {
            records.wantedMessages().add(wanted("M1"));

            assertThat(records.wantedMessages().find(BEN, false, "M1")).contains(wanted("M1"));
            assertThat(records.wantedMessages().find(BEN, true, "M1")).isEmpty();
            assertThat(records.wantedMessages().find(BEN, false, "M2")).isEmpty();
        });
    }

    @Test
    void whatIsSetAsideFirstGivesWayWhenItIsTooMuch() {
        vault.update(records -> {
            IntStream.range(0, 1000)
                    .forEach(
                            i -> assertThat(records.setAside().write(stanza(i))).isEmpty());
            assertThat(records.setAside().write(stanza(500)))
                    .as("the same once more")
                    .isEmpty();

            assertThat(records.setAside().write(stanza(1000)))
                    .map(lost -> lost.attrOrEmpty("id"))
                    .contains("S0");
            assertThat(records.setAside().readAll()).hasSize(1000);
        });
    }

    @Test
    void aReceiptThatIsOwedIsOwedOnce() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        vault.update(records -> {
            records.owedReceipts().add(BEN, false, List.of("M1", "M2"), now);
            records.owedReceipts().add(BEN, false, List.of("M2", "M3"), now);
            records.owedReceipts().add(BEN, true, List.of("M2"), now);
            records.owedReceipts().add(Jid.pn("155500022220"), false, List.of("M2"), now);
            records.owedReceipts().add(BEN, false, List.of("M1"), now);

            assertThat(records.owedReceipts().all().values())
                    .extracting(receipt -> receipt.getMessageIdList().stream().toList())
                    .containsExactlyInAnyOrder(List.of("M1", "M2"), List.of("M3"), List.of("M2"), List.of("M2"));
        });
    }

    private static StoredWantedMessage wanted(String id) {
        return StoredWantedMessage.newBuilder()
                .setChat(BEN.toString())
                .setId(id)
                .setTimestamp(1_700_000_000)
                .build();
    }

    private static Node stanza(int number) {
        return Node.of("message")
                .attr("from", BEN)
                .attr("id", "S" + number)
                .attr("t", 1_700_000_000L + number)
                .build();
    }
}
