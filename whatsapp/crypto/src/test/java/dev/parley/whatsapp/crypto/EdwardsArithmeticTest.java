package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic under XEdDSA against big integers and against Bouncy Castle's own Ed25519.
class EdwardsArithmeticTest {
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /// Secret and public keys of RFC 8032 section 7.1, tests 1 to 3.
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    })
    void multipliesTheBasePointAsRfc8032Says(String secret, String publicPoint) throws GeneralSecurityException {
        assertThat(Hex.of(EdwardsPoint.encodedMultipleOfBase(ed25519Scalar(Hex.bytes(secret)))))
                .isEqualTo(publicPoint);
    }

    @Test
    void multipliesTheBasePointAsBouncyCastleDoes() throws GeneralSecurityException {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            byte[] expected = new byte[32];
            Ed25519.generatePublicKey(secret, 0, expected, 0);
            assertThat(EdwardsPoint.encodedMultipleOfBase(ed25519Scalar(secret)))
                    .isEqualTo(expected);
        }
    }

    /// Multiples by 0, 1, L and L + 1: the neutral element (0, 1) and the base point (RFC 8032 section 5.1).
    @Test
    void knowsTheNeutralElementAndTheOrder() {
        String neutral = "01" + "00".repeat(31);
        String base = "58" + "66".repeat(31);
        assertThat(multipleOfBase(BigInteger.ZERO)).isEqualTo(neutral);
        assertThat(multipleOfBase(BigInteger.ONE)).isEqualTo(base);
        assertThat(multipleOfBase(L)).isEqualTo(neutral);
        assertThat(multipleOfBase(L.add(BigInteger.ONE))).isEqualTo(base);
    }

    private static Stream<byte[]> wideNumbers() {
        Random random = new Random(8);
        Stream<BigInteger> edges = Stream.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                L.subtract(BigInteger.ONE),
                L,
                L.add(BigInteger.ONE),
                L.multiply(L),
                BigInteger.TWO.pow(512).subtract(BigInteger.ONE),
                BigInteger.TWO.pow(511));
        return Stream.concat(
                edges.map(number -> littleEndian(number, 64)),
                Stream.generate(() -> littleEndian(new BigInteger(512, random), 64))
                        .limit(200));
    }

    @Test
    void reducesModuloTheOrder() {
        assertThat(wideNumbers())
                .allSatisfy(wide -> assertThat(number(Scalar.reduce(wide)))
                        .isEqualTo(number(wide).mod(L)));
    }

    @Test
    void multipliesAndAddsModuloTheOrder() {
        byte[] largest = Hex.repeat(0xff, 32);
        assertMultipliesAndAdds(largest, largest, largest);
        assertThat(wideNumbers())
                .allSatisfy(wide ->
                        assertMultipliesAndAdds(Arrays.copyOf(wide, 32), Arrays.copyOfRange(wide, 32, 64), largest));
    }

    private static void assertMultipliesAndAdds(byte[] a, byte[] b, byte[] c) {
        assertThat(number(Scalar.multiplyAdd(a, b, c)))
                .isEqualTo(number(a).multiply(number(b)).add(number(c)).mod(L));
    }

    private static String multipleOfBase(BigInteger scalar) {
        return Hex.of(EdwardsPoint.encodedMultipleOfBase(littleEndian(scalar, 32)));
    }

    /// RFC 8032 section 5.1.5, steps 1 and 2.
    private static byte[] ed25519Scalar(byte[] secret) throws GeneralSecurityException {
        byte[] scalar = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(secret), 32);
        scalar[0] &= (byte) 0xf8;
        scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
        return scalar;
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    private static byte[] littleEndian(BigInteger number, int length) {
        byte[] bigEndian = number.toByteArray();
        byte[] result = new byte[length];
        for (int i = 0; i < Math.min(length, bigEndian.length); i++) {
            result[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return result;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
