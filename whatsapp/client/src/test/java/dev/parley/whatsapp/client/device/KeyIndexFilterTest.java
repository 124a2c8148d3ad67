package dev.parley.whatsapp.client.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rule of messaging.md section 2.3.
class KeyIndexFilterTest {
    @Test
    void keepsThePhoneAndTheCompanionsThatTheAccountVouchesFor() {
        Node devices = devices(
                List.of(
                        device(0),
                        device(5).attr("key-index", 1),
                        device(6).attr("key-index", 2),
                        device(7).attr("key-index", 4),
                        device(8),
                        device(99).attr("key-index", 1).attr("is_hosted", "true")),
                true);

        assertThat(KeyIndexFilter.devices(devices).getDeviceList())
                .as("index 1 is valid, 2 was removed, 4 is newer than the list, 8 has none, 99 is hosted")
                .containsExactly(0, 5, 7);
    }

    @Test
    void withoutAListOnlyThePhoneIsUsed() {
        Node devices = devices(List.of(device(0), device(5).attr("key-index", 1)), false);

        assertThat(KeyIndexFilter.devices(devices).getDeviceList()).containsExactly(0);
    }

    private static Node.Builder device(int id) {
        return Node.of("device").attr("id", id);
    }

    private static Node devices(List<Node.Builder> devices, boolean withList) {
        Node.Builder node = Node.of("devices")
                .child(Node.of("device-list")
                        .children(devices.stream().map(Node.Builder::build).toList()));
        if (withList) {
            ADVKeyIndexList list = ADVKeyIndexList.newBuilder()
                    .setRawId(9)
                    .setTimestamp(1)
                    .setCurrentIndex(3)
                    .addValidIndexes(0)
                    .addValidIndexes(1)
                    .addValidIndexes(3)
                    .build();
            node.child(Node.of("key-index-list")
                    .content(ADVSignedKeyIndexList.newBuilder()
                            .setDetails(list.toByteString())
                            .build()
                            .toByteArray()));
        }
        return node.build();
    }
}
