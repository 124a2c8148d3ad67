package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] IV = new byte[12];
    private static final byte[] NO_AAD = new byte[0];

    /// Key, iv, aad, plaintext, ciphertext with tag: the GCM submission to NIST (McGrew and Viega), appendix B,
    /// test cases 4, 13, 14 and 16.
    @ParameterizedTest
    @CsvSource({
        "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                + "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '',"
                + "530f8afbc74536b9a963b4f1c4cb738b",
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '',"
                + "00000000000000000000000000000000,"
                + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
                + "feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"
    })
    void encryptsAsTheSpecificationSays(String key, String iv, String aad, String plaintext, String ciphertext) {
        byte[] encrypted = AesGcm.encrypt(Hex.bytes(key), Hex.bytes(iv), Hex.bytes(aad), Hex.bytes(plaintext));
        assertThat(Hex.of(encrypted)).isEqualTo(ciphertext);
        assertThat(Hex.of(AesGcm.decrypt(Hex.bytes(key), Hex.bytes(iv), Hex.bytes(aad), encrypted)))
                .isEqualTo(plaintext);
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] ciphertext = AesGcm.encrypt(KEY, IV, NO_AAD, new byte[3]);
        for (int bit = 0; bit < 8 * ciphertext.length; bit++) {
            byte[] altered = ciphertext.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> AesGcm.decrypt(KEY, IV, NO_AAD, altered))
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void refusesOtherAdditionalDataKeyOrNonce() {
        byte[] ciphertext = AesGcm.encrypt(KEY, IV, NO_AAD, new byte[3]);
        assertThatThrownBy(() -> AesGcm.decrypt(KEY, IV, new byte[1], ciphertext))
                .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> AesGcm.decrypt(Hex.repeat(1, 32), IV, NO_AAD, ciphertext))
                .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> AesGcm.decrypt(KEY, Hex.repeat(1, 12), NO_AAD, ciphertext))
                .isInstanceOf(AuthenticationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void refusesACiphertextShorterThanItsTag(int length) {
        assertThatThrownBy(() -> AesGcm.decrypt(KEY, IV, NO_AAD, new byte[length]))
                .isInstanceOf(AuthenticationException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 12", "31, 12", "33, 12", "32, 0", "32, 11", "32, 16"})
    void refusesOtherKeyAndNonceLengths(int keyLength, int ivLength) {
        byte[] key = new byte[keyLength];
        byte[] iv = new byte[ivLength];
        assertThatThrownBy(() -> AesGcm.encrypt(key, iv, NO_AAD, new byte[3])).isInstanceOf(CryptoException.class);
        assertThatThrownBy(() -> AesGcm.decrypt(key, iv, NO_AAD, new byte[19])).isInstanceOf(CryptoException.class);
    }
}
