package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every vector runs on every engine.
@ParameterizedClass
@MethodSource("engines")
class Curve25519Test {
    private final X25519Engine engine;

    Curve25519Test(X25519Engine engine) {
        this.engine = engine;
    }

    static Stream<X25519Engine> engines() {
        return Stream.of(new ConscryptX25519(), new BouncyCastleX25519());
    }

    /// RFC 7748 section 5.2; the second coordinate has its unused top bit set.
    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agreesAsRfc7748Says(String scalar, String u, String result) {
        assertThat(agree(scalar, u)).isEqualTo(result);
    }

    /// RFC 7748 section 6.1.
    @Test
    void givesBothSidesTheSecretOfRfc7748() {
        KeyPair alice = pair("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        KeyPair bob = pair("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        String secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

        assertThat(Hex.of(alice.publicKey().bytes()))
                .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(Hex.of(bob.publicKey().bytes()))
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        assertThat(Hex.of(Curve25519.agree(engine, alice.privateKey(), bob.publicKey())))
                .isEqualTo(secret);
        assertThat(Hex.of(Curve25519.agree(engine, bob.privateKey(), alice.publicKey())))
                .isEqualTo(secret);
    }

    /// Coordinates of the points of order 1, 2, 4 and 8, and two encodings not below the prime (draft of RFC 7748's
    /// security considerations; the list is Bernstein's, cr.yp.to/ecdh.html).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void refusesPublicKeysOfSmallOrder(String u) {
        assertThatThrownBy(() -> agree("11".repeat(32), u)).isInstanceOf(InvalidKeyException.class);
    }

    private String agree(String scalar, String u) {
        return Hex.of(Curve25519.agree(engine, PrivateKey.of(Hex.bytes(scalar)), PublicKey.of(Hex.bytes(u))));
    }

    private static KeyPair pair(String privateKey) {
        return KeyPair.of(PrivateKey.of(Hex.bytes(privateKey)));
    }
}
