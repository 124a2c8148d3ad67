package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesCtrTest {
    private static final byte[] KEY = Hex.bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    private static final byte[] IV = Hex.bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    /// NIST SP 800-38A appendix F.5.5 (CTR-AES256). The counter's last byte overflows after its first block.
    @Test
    void encryptsAsTheSpecificationSays() {
        byte[] plaintext = Hex.bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        byte[] ciphertext = AesCtr.apply(KEY, IV, plaintext);
        assertThat(Hex.of(ciphertext))
                .isEqualTo("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                        + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
        assertThat(AesCtr.apply(KEY, IV, ciphertext)).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 33})
    void keepsTheLength(int length) {
        byte[] keyStream = AesCtr.apply(KEY, IV, new byte[48]);
        assertThat(AesCtr.apply(KEY, IV, new byte[length])).isEqualTo(Arrays.copyOf(keyStream, length));
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "20, 16", "32, 0", "32, 12", "32, 17"})
    void refusesOtherKeyAndCounterLengths(int keyLength, int ivLength) {
        byte[] key = new byte[keyLength];
        byte[] iv = new byte[ivLength];
        assertThatThrownBy(() -> AesCtr.apply(key, iv, new byte[16])).isInstanceOf(CryptoException.class);
    }
}
