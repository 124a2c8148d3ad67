package dev.parley.whatsapp.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageStatusTest {
    @Property
    void receiptsInAnyOrderComeToTheSame(@ForAll List<ReceiptKind> receipts) {
        assertThat(after(receipts)).isEqualTo(after(receipts.reversed()));
    }

    @Property
    void aMessageNeverGoesBack(@ForAll MessageStatus now, @ForAll ReceiptKind receipt) {
        MessageStatus next = MessageStatus.of(receipt).map(now::merge).orElse(now);

        assertThat(next).isGreaterThanOrEqualTo(now);
        assertThat(next.merge(next)).isEqualTo(next);
    }

    @Test
    void readImpliesDeliveredAndPlayedImpliesRead() {
        assertThat(after(List.of(ReceiptKind.READ, ReceiptKind.DELIVERED))).isEqualTo(MessageStatus.READ);
        assertThat(after(List.of(ReceiptKind.PLAYED, ReceiptKind.READ))).isEqualTo(MessageStatus.PLAYED);
    }

    @Test
    void companionsInTheBackgroundAndOwnDevicesTickNothing() {
        assertThat(after(List.of(ReceiptKind.INACTIVE, ReceiptKind.SENDER, ReceiptKind.READ_SELF)))
                .isEqualTo(MessageStatus.SENT);
    }

    private static MessageStatus after(List<ReceiptKind> receipts) {
        MessageStatus status = MessageStatus.SENT;
        for (ReceiptKind receipt : receipts) {
            status = MessageStatus.of(receipt).map(status::merge).orElse(status);
        }
        return status;
    }
}
