package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashesTest {
    private static final byte[] EMPTY = new byte[0];

    /// FIPS 180-4, example "abc"; the empty hash is in NIST's CAVP SHA256ShortMsg.
    @Test
    void hashesThePartsAsOneMessage() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Hex.of(Sha256.of(ascii("abc")))).isEqualTo(abc);
        assertThat(Hex.of(Sha256.of(ascii("a"), EMPTY, ascii("bc")))).isEqualTo(abc);
        assertThat(Hex.of(Sha256.of())).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /// RFC 4231, test cases 1, 2, 4 and 6.
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
                + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
                + "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "0102030405060708090a0b0c0d0e0f10111213141516171819,"
                + "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd,"
                + "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    })
    void authenticatesAsRfc4231Says(String key, String data, String mac) {
        assertThat(Hex.of(HmacSha256.of(Hex.bytes(key), Hex.bytes(data)))).isEqualTo(mac);
    }

    /// RFC 4231, test case 6.
    @Test
    void hashesAKeyLongerThanABlock() {
        byte[] data = ascii("Test Using Larger Than Block-Size Key - Hash Key First");
        assertThat(Hex.of(HmacSha256.of(Hex.repeat(0xaa, 131), data)))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    /// The empty key and message: a value that every HMAC-SHA-256 tool prints.
    @Test
    void authenticatesWithAnEmptyKeyAndInParts() {
        assertThat(Hex.of(HmacSha256.of(EMPTY)))
                .isEqualTo("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
        assertThat(HmacSha256.of(ascii("Jefe"), ascii("what do ya want "), EMPTY, ascii("for nothing?")))
                .isEqualTo(HmacSha256.of(ascii("Jefe"), ascii("what do ya want for nothing?")));
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test
    void authenticatesWithSha512AsRfc4231Says() {
        assertThat(Hex.of(HmacSha512.of(Hex.repeat(0x0b, 20), ascii("Hi There"))))
                .isEqualTo("87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                        + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
        assertThat(Hex.of(HmacSha512.of(ascii("Jefe"), ascii("what do ya want "), EMPTY, ascii("for nothing?"))))
                .isEqualTo("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
        byte[] data = ascii("Test Using Larger Than Block-Size Key - Hash Key First");
        assertThat(Hex.of(HmacSha512.of(Hex.repeat(0xaa, 131), data)))
                .isEqualTo("80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                        + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
    }

    /// RFC 5869 appendix A, test cases 1 and 3.
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9,"
                + "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, '', '',"
                + "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    })
    void derivesAsRfc5869Says(String ikm, String salt, String info, String okm) {
        assertThat(Hex.of(Hkdf.sha256(Hex.bytes(ikm), Hex.bytes(salt), Hex.bytes(info), 42)))
                .isEqualTo(okm);
    }

    /// RFC 5869 appendix A, test case 2: 80 bytes each of input, salt and info, 82 bytes out.
    @Test
    void derivesLongOutputFromLongInput() {
        assertThat(Hex.of(Hkdf.sha256(range(0x00, 80), range(0x60, 80), range(0xb0, 80), 82)))
                .isEqualTo("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    /// RFC 5869 section 2.2: no salt means 32 zero bytes. Noise's split derives from an empty input.
    @Test
    void derivesFromAnEmptyInputAndAnEmptySalt() {
        byte[] noSalt = Hkdf.sha256(ascii("x"), EMPTY, EMPTY, 64);
        assertThat(noSalt).isEqualTo(Hkdf.sha256(ascii("x"), new byte[32], EMPTY, 64));
        assertThat(Hkdf.sha256(EMPTY, ascii("salt"), EMPTY, 64)).hasSize(64);
        assertThat(Hkdf.sha256(EMPTY, EMPTY, EMPTY, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 255 * 32 + 1})
    void refusesAnOutputLengthThatHkdfCannotGive(int length) {
        assertThatThrownBy(() -> Hkdf.sha256(EMPTY, EMPTY, EMPTY, length)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTheLongestOutput() {
        assertThat(Hkdf.sha256(ascii("x"), EMPTY, EMPTY, 255 * 32)).hasSize(8160);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] range(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }
}
