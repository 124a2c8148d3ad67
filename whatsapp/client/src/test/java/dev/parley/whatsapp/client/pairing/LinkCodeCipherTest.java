package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.wire.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Linking by code computes what connection.md section 13 computed ("Pairing code"), from private keys of 32 equal
/// bytes.
class LinkCodeCipherTest {
    private static final KeyPair COMPANION_EPHEMERAL = keyPair(0x55);
    private static final KeyPair COMPANION_IDENTITY = keyPair(0x99);
    private static final KeyPair PRIMARY_EPHEMERAL = keyPair(0x77);
    private static final KeyPair PRIMARY_IDENTITY = keyPair(0x88);

    @ParameterizedTest
    @CsvSource({"0000000000,11111111", "ffffffffff,ZZZZZZZZ", "0102030405,15217216"})
    void writesCodes(String bytes, String code) {
        assertThat(ShortCode.of(HexFormat.of().parseHex(bytes))).isEqualTo(code);
    }

    @Test
    void showsCodesInTwoHalves() {
        assertThat(ShortCode.forPeople("ABCD1234")).isEqualTo("ABCD-1234");
    }

    @Test
    void wrapsTheEphemeralKey() {
        byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        byte[] iv = Arrays.copyOf(salt, 16);

        byte[] wrapped = LinkCodeCipher.wrap("ABCD1234", COMPANION_EPHEMERAL.publicKey(), salt, iv);

        assertThat(HexFormat.of().formatHex(wrapped))
                .isEqualTo("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                        + "000102030405060708090a0b0c0d0e0f"
                        + "6bb3b412f428459cabb2791c22ee8129f78c367b3c97abd6954695e1ae24dde8");
        assertThat(LinkCodeCipher.unwrap("ABCD1234", wrapped)).isEqualTo(COMPANION_EPHEMERAL.publicKey());
        assertThat(LinkCodeCipher.unwrap("ABCD1235", wrapped)).isNotEqualTo(COMPANION_EPHEMERAL.publicKey());
    }

    @Test
    void derivesTheAdvSecret() {
        LinkCodeCipher.Finish finish = LinkCodeCipher.finish(
                COMPANION_EPHEMERAL,
                COMPANION_IDENTITY,
                PRIMARY_EPHEMERAL.publicKey(),
                PRIMARY_IDENTITY.publicKey(),
                repeat(0xaa),
                repeat(0xbb),
                new byte[12]);

        assertThat(finish.advSecret())
                .isEqualTo(Bytes.fromHex("6a6a7c968affc55607eabfa932a6fb1de280ab0442f12c26b49acb9cedc2c69f"));
        assertThat(finish.wrappedBundle().length()).isEqualTo(156);
        assertThat(finish.wrappedBundle().hex()).startsWith("bb".repeat(32) + "00".repeat(12));
    }

    @Test
    void codesAreOfTheAlphabetOnly() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1000; i++) {
            assertThat(ShortCode.random(random)).matches("[1-9A-HJ-NP-TV-Z]{8}");
        }
    }

    private static KeyPair keyPair(int value) {
        return KeyPair.of(PrivateKey.of(repeat(value)));
    }

    private static byte[] repeat(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
