package dev.parley.bridge.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.config.Secret;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static final Secret KEY = Secret.of(new byte[32]);

    /// Computed with Python's hmac module: HKDF-SHA-256 (RFC 5869), key 32 zero bytes, no salt, infos
    /// "parley key id" and "parley session one".
    @Test
    void derivesTheSameKeysForEver() {
        assertThat(MasterKey.of(KEY).id()).isEqualTo("f77081492806304e");
        assertThat(HexFormat.of().formatHex(MasterKey.of(KEY).keyOf("one").getEncoded()))
                .isEqualTo("2d54392e3c83d96775676c7d52cb3d300a780c8c1ee8df3dcad8ee51a30b6018");
    }

    @Test
    void eachSessionHasAKeyOfItsOwn() {
        assertThat(MasterKey.of(KEY).keyOf("one"))
                .isNotEqualTo(MasterKey.of(KEY).keyOf("two"));
    }
}
