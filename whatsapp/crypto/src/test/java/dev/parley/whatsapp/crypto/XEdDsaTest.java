package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XEdDsaTest {
    private static final KeyPair ROOT = KeyPair.of(PrivateKey.of(Hex.repeat(0x11, 32)));
    private static final byte[] MESSAGE = Hex.bytes("08848688081080e2cfaa06180120002800");

    /// Key of 32 equal bytes, message, signature with 64 zero bytes of randomness: computed for this project and
    /// checked with an independent implementation and with the JDK's Ed25519. In order: certificate of an
    /// intermediate, of a leaf, account signature and device signature of a linked device.
    @ParameterizedTest
    @CsvSource({
        "11, 080710001a200faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f202080e2cfaa062880e6fe8907,"
                + "ccafd2c13fc211644173e1108f6ad3aa74f03c5aa446a6624080862fe06245b2"
                + "f64a6a7f0fb4b4b81736b56cb5063f61f541af93015a78c615bfacb3ed900881",
        "22, 080810071a207b0d47d93427f8311160781c7c733fd89f88970aef490d8aa0ee19a4cb8a1b142080e2cfaa062880e6fe8907,"
                + "6e93eea05fd2114d77819a010dc2c08bfd1ecb1e1a7cb6b5fb32ed31615a0f51"
                + "eddb5f6ba4bfc90b67a949cae1cf9da896e8ab745b8a1296ee3b32a4bf230505",
        "88, 060008848688081080e2cfaa06180120002800"
                + "ba193836cff1f4e866c139715d306408d26a76f76d638a39afc1001084d25411,"
                + "3e0d392646484a30a99305763075ec3455605692cc3c6a0e77c9bb00478fa6e8"
                + "9e70286a5e9576709b72e2b09c3a911ae9d8519a7a29438e654b0ed01613330b",
        "99, 060108848688081080e2cfaa06180120002800"
                + "ba193836cff1f4e866c139715d306408d26a76f76d638a39afc1001084d25411"
                + "30d3c865a48fceb3d6118577cf2e5f228d6ff69866264757785b253cb7a4806a,"
                + "8476b506e63ce49fe88af8a8f7520c91ddd885e5ddbcff388012660e44e8a764"
                + "cb9080c49a3c64c8e30ed1c2d99ebaf271cf23fc79e01072a19a7999a6530a86"
    })
    void signsAndVerifies(String key, String message, String signature) {
        KeyPair pair = KeyPair.of(PrivateKey.of(Hex.bytes(key.repeat(32))));
        byte[] signed = XEdDsa.sign(pair.privateKey(), Hex.bytes(message), new byte[64]);
        assertThat(Hex.of(signed)).isEqualTo(signature);
        assertThat(XEdDsa.verify(pair.publicKey(), Hex.bytes(message), signed)).isTrue();
    }

    /// Made by npm libsignal 6.0.0, which signs without randomness: a signed pre-key under its identity key.
    @Test
    void verifiesASignatureOfLibsignal() {
        PublicKey identity =
                PublicKey.fromTyped(Hex.bytes("05dd9183a13e65cde982ae857c44b94e9b62acdd46866f2513c374578e11347104"));
        byte[] signedPreKey = Hex.bytes("05b3d658053de4c4954e38daf0a2430eafe0c03d826c61975f53d4f7e138aed762");
        byte[] signature = Hex.bytes("f33d9c02430da2365882c61bdbfec9a8cbe6172448c82850f48d96b3718c68ef"
                + "60e4270d05bf1a33eedc3b8cc53212f13db756d816a04f9d2b4681493ccff084");
        assertThat(XEdDsa.verify(identity, signedPreKey, signature)).isTrue();
    }

    @Test
    void verifiesWhatItSignsWithAnyKeyAndMessage() {
        SecureRandom random = new SecureRandom();
        boolean sawSignBit = false;
        boolean sawNoSignBit = false;
        for (int length = 0; length < 40; length++) {
            KeyPair pair = KeyPair.generate(random);
            byte[] message = new byte[length];
            random.nextBytes(message);
            byte[] signature = XEdDsa.sign(pair.privateKey(), message, random);
            assertThat(XEdDsa.verify(pair.publicKey(), message, signature)).isTrue();
            sawSignBit |= signature[63] < 0;
            sawNoSignBit |= signature[63] >= 0;
        }
        assertThat(sawSignBit && sawNoSignBit).as("both signs occur").isTrue();
    }

    @Test
    void refusesEverySingleFlippedBitOfASignature() {
        byte[] signature = XEdDsa.sign(ROOT.privateKey(), MESSAGE, new byte[64]);
        for (int bit = 0; bit < 512; bit++) {
            byte[] altered = signature.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(XEdDsa.verify(ROOT.publicKey(), MESSAGE, altered))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void refusesAnotherMessageOrKey() {
        byte[] signature = XEdDsa.sign(ROOT.privateKey(), MESSAGE, new byte[64]);
        PublicKey another = KeyPair.of(PrivateKey.of(Hex.repeat(0x22, 32))).publicKey();
        assertThat(XEdDsa.verify(ROOT.publicKey(), new byte[0], signature)).isFalse();
        assertThat(XEdDsa.verify(another, MESSAGE, signature)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 63, 65})
    void refusesASignatureOfAnotherLength(int length) {
        assertThat(XEdDsa.verify(ROOT.publicKey(), MESSAGE, new byte[length])).isFalse();
    }

    /// S and S + L verify alike in lax implementations; RFC 8032 section 5.1.7 demands S < L.
    @Test
    void refusesAScalarNotBelowTheGroupOrder() {
        byte[] signature = XEdDsa.sign(ROOT.privateKey(), MESSAGE, new byte[64]);
        byte[] order = Hex.bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        byte signBit = (byte) (signature[63] & 0x80);
        signature[63] &= 0x7f;
        for (int i = 0; i < 32; i++) {
            carry += (signature[32 + i] & 0xff) + (order[i] & 0xff);
            signature[32 + i] = (byte) carry;
            carry >>= 8;
        }
        signature[63] |= signBit;
        assertThat(XEdDsa.verify(ROOT.publicKey(), MESSAGE, signature)).isFalse();
    }

    /// With a key of small order h the equation S·B = R + c·A holds for R = S·B whenever c·A vanishes: anyone can sign.
    /// u = 0 (order 2), 1 and -1 (order 4; -1 has no image under the map to the Edwards curve), and one of order 8.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
            })
    void refusesForgeriesUnderKeysOfSmallOrder(String u) {
        PublicKey weak = PublicKey.of(Hex.bytes(u));
        byte[] scalar = new byte[32];
        scalar[0] = 1;
        byte[] forged = new byte[64];
        System.arraycopy(EdwardsPoint.encodedMultipleOfBase(scalar), 0, forged, 0, 32);
        forged[32] = 1;
        for (int i = 0; i < 64; i++) {
            byte[] message = {(byte) i};
            assertThat(XEdDsa.verify(weak, message, forged)).isFalse();
            byte[] otherSign = forged.clone();
            otherSign[63] |= (byte) 0x80;
            assertThat(XEdDsa.verify(weak, message, otherSign)).isFalse();
        }
    }
}
