package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    /// Public keys of private keys of 32 equal bytes, computed with an independent implementation (whatsmeow's field).
    @ParameterizedTest
    @CsvSource({
        "11, 7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13",
        "22, 0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20",
        "33, 7b0d47d93427f8311160781c7c733fd89f88970aef490d8aa0ee19a4cb8a1b14",
        "44, ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b",
        "55, 38ab664bd86f77d7e66bdd9ae0792913a94fd8b33a1260027e4b46c1f4884c67",
        "66, 219e4d800da968d2a5fcb009c784f4746c7138edb9ee4844b739e830b05cf424",
        "77, 1cf579aba45a10ba1d1ef06d91fca2aa9ed0a1150515653155405d0b18cb9a67",
        "88, 30d3c865a48fceb3d6118577cf2e5f228d6ff69866264757785b253cb7a4806a",
        "99, ba193836cff1f4e866c139715d306408d26a76f76d638a39afc1001084d25411"
    })
    void computesThePublicKeyOf(String repeated, String publicKey) {
        KeyPair pair = KeyPair.of(PrivateKey.of(Hex.bytes(repeated.repeat(32))));
        assertThat(Hex.of(pair.publicKey().bytes())).isEqualTo(publicKey);
    }

    @Test
    void takesThePrivateKeyFromTheGivenRandomness() {
        assertThat(KeyPair.generate(new FixedRandom(0x11))).isEqualTo(KeyPair.of(PrivateKey.of(Hex.repeat(0x11, 32))));
        assertThat(KeyPair.generate(new SecureRandom())).isNotEqualTo(KeyPair.generate(new SecureRandom()));
    }

    @Test
    void putsTheTypeByteBeforeATypedPublicKey() {
        PublicKey key = PublicKey.of(Hex.repeat(0xab, 32));
        assertThat(Hex.of(key.typed())).isEqualTo("05" + "ab".repeat(32));
        assertThat(PublicKey.fromTyped(key.typed())).isEqualTo(key).hasSameHashCodeAs(key);
    }

    @Test
    void refusesAnotherTypeByte() {
        byte[] typed = PublicKey.of(Hex.repeat(0xab, 32)).typed();
        typed[0] = 6;
        assertThatThrownBy(() -> PublicKey.fromTyped(typed)).isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 34, 64})
    void refusesOtherLengths(int length) {
        byte[] bytes = Hex.repeat(5, length);
        assertThatThrownBy(() -> PublicKey.of(bytes)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> PublicKey.fromTyped(bytes)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> PrivateKey.of(bytes)).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] source = Hex.repeat(1, 32);
        PublicKey publicKey = PublicKey.of(source);
        PrivateKey privateKey = PrivateKey.of(source);
        source[0] = 9;
        publicKey.bytes()[1] = 9;
        privateKey.bytes()[1] = 9;
        assertThat(publicKey.bytes()).isEqualTo(Hex.repeat(1, 32));
        assertThat(privateKey.bytes()).isEqualTo(Hex.repeat(1, 32));
    }

    @Test
    void neverShowsAPrivateKey() {
        KeyPair pair = KeyPair.of(PrivateKey.of(Hex.repeat(0x11, 32)));
        assertThat(pair).asString().contains("7b4e909b").doesNotContain("11111111", "17, 17");
    }
}
