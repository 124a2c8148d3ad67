package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesCbcTest {
    private static final byte[] KEY = Hex.bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    private static final byte[] IV = Hex.bytes("000102030405060708090a0b0c0d0e0f");

    /// NIST SP 800-38A appendix F.2.5 (CBC-AES256), which has no padding: the padding block follows its four blocks.
    @Test
    void encryptsAsTheSpecificationSays() {
        byte[] plaintext = Hex.bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        byte[] ciphertext = AesCbc.encrypt(KEY, IV, plaintext);
        assertThat(ciphertext).hasSize(80);
        assertThat(Hex.of(Arrays.copyOf(ciphertext, 64)))
                .isEqualTo("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                        + "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b");
        assertThat(AesCbc.decrypt(KEY, IV, ciphertext)).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1000})
    void padsAnyLengthToWholeBlocks(int length) {
        byte[] plaintext = Hex.repeat(7, length);
        byte[] ciphertext = AesCbc.encrypt(KEY, IV, plaintext);
        assertThat(ciphertext).hasSize((length / 16 + 1) * 16);
        assertThat(AesCbc.decrypt(KEY, IV, ciphertext)).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17})
    void refusesACiphertextNotOfWholeBlocks(int length) {
        assertThatThrownBy(() -> AesCbc.decrypt(KEY, IV, new byte[length])).isInstanceOf(CryptoException.class);
    }

    @Test
    void refusesWrongPadding() {
        byte[] ciphertext = AesCbc.encrypt(KEY, IV, new byte[15]);
        // The last plaintext byte becomes 1 ^ 1 = 0, which no padding ends with.
        byte[] iv = IV.clone();
        iv[15] ^= 1;
        assertThatThrownBy(() -> AesCbc.decrypt(KEY, iv, ciphertext)).isInstanceOf(CryptoException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "20, 16", "32, 0", "32, 12"})
    void refusesOtherKeyAndVectorLengths(int keyLength, int ivLength) {
        byte[] key = new byte[keyLength];
        byte[] iv = new byte[ivLength];
        assertThatThrownBy(() -> AesCbc.encrypt(key, iv, new byte[16])).isInstanceOf(CryptoException.class);
    }
}
