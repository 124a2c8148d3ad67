package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.PhoneReceipt;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What was delivered, read and played, between our engine and Baileys, and to the account's own phone.
class ReceiptsTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
    }

    @Test
    void baileysTellsOfDeliveryReadingAndPlaying() {
        String id = pair.engine().send(pair.bensNumber(), "to be read");
        pair.baileys().awaitContent(id);

        pair.baileys().call("readMessages", List.of(BaileysAgent.key(id)));
        pair.baileys().call("sendReceipts", List.of(BaileysAgent.key(id)), "played");

        awaitReceipt(id, ReceiptKind.DELIVERED);
        awaitReceipt(id, ReceiptKind.READ);
        awaitReceipt(id, ReceiptKind.PLAYED);
    }

    private static void awaitReceipt(String id, ReceiptKind kind) {
        pair.engine()
                .await(
                        StoredEvent.ReceiptArrived.class,
                        receipt -> receipt.messageIds().contains(id)
                                && receipt.kind() == kind
                                && receipt.from().device() != 0);
    }

    @Test
    void weTellOfDeliveryReadingAndPlaying() {
        String first = arrived("the first to be read");
        String second = arrived("the second to be read");

        pair.engine().client().receipts().markRead(pair.bensNumber(), List.of(first, second), Instant.now());
        pair.engine().client().receipts().markPlayed(pair.bensNumber(), List.of(second), Instant.now());

        pair.baileys().awaitReceipt(first, "inactive");
        pair.baileys().awaitReceipt(first, "read");
        pair.baileys().awaitReceipt(second, "read");
        pair.baileys().awaitReceipt(second, "played");
    }

    @Test
    void theOwnPhoneLearnsOfItFromEitherSide() {
        String id = arrived("read on the companion");
        pair.engine().client().receipts().markRead(pair.bensNumber(), List.of(id), Instant.now());

        PhoneReceipt told = pair.ada()
                .awaitReceipt(
                        receipt ->
                                receipt.messageId().equals(id) && receipt.type().startsWith("read"),
                        BaileysAgent.PATIENCE);
        assertThat(told.from()).isEqualTo(pair.ada().phone());
    }

    private static String arrived(String text) {
        String id = pair.baileys().send(pair.adasLid(), text);
        pair.engine().awaitMessage(id);
        return id;
    }
}
