package dev.parley.whatsapp.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VerifiedNameTest {
    /// Put together by hand from the field numbers of media-history-appstate.md section 6.6: details (field 1, 26
    /// bytes) with serial 7 (1), issuer `smb:wa` (2), name `Ben's Bakery` (4), then a signature (2) of two bytes.
    private static final Bytes CERTIFICATE =
            Bytes.fromHex("0a1808071206736d623a7761220c42656e27732042616b6572791202aabb");

    @Test
    void readsACertificate() {
        assertThat(VerifiedName.parse(CERTIFICATE)).contains(new VerifiedName("Ben's Bakery", "smb:wa", 7));
    }

    @Test
    void hasNoNameWithoutOne() {
        assertThat(VerifiedName.parse(Bytes.EMPTY)).isEmpty();
        assertThat(VerifiedName.parse(Bytes.fromHex("0a020807"))).isEmpty();
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        VerifiedName.parse(Bytes.copyOf(bytes))
                .ifPresent(name -> assertThat(name.name()).isNotBlank());
    }
}
