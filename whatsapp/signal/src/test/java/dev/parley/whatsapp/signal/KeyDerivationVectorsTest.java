package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.crypto.HmacSha256;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KeyDerivationVectorsTest {
    private final JsonNode vector = Vectors.read("kdf.json");
    private final ChainKey chainKey = ChainKey.first(SecretBytes.wrap(Vectors.hex(vector, "chainKey")));

    @Test
    void derivesTheMessageSeedFromTheChainKey() {
        assertThat(chainKey.seed().shared()).isEqualTo(Vectors.hex(vector, "seed"));
    }

    @Test
    void derivesTheNextChainKey() {
        assertThat(chainKey.next().index()).isEqualTo(1);
        assertThat(chainKey.next().key().shared()).isEqualTo(Vectors.hex(vector, "next"));
    }

    @Test
    void derivesCipherKeyMacKeyAndIvFromTheSeed() {
        assertThatKeysAre(MessageKeys.derive(chainKey.seed()), Vectors.hex(vector, "messageKeys"));
    }

    static void assertThatKeysAre(MessageKeys keys, byte[] cipherKeyMacKeyIv) {
        byte[] content = {1, 2, 3};
        byte[] cipherKey = Arrays.copyOf(cipherKeyMacKeyIv, 32);
        byte[] macKey = Arrays.copyOfRange(cipherKeyMacKeyIv, 32, 64);
        byte[] iv = Arrays.copyOfRange(cipherKeyMacKeyIv, 64, 80);
        assertThat(keys.encrypt(content)).isEqualTo(AesCbc.encrypt(cipherKey, iv, content));
        assertThat(keys.mac(content)).isEqualTo(HmacSha256.of(macKey, content));
    }
}
