package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The primitives put together as linking by pairing code does, with private keys of 32 equal bytes. The answers are
/// those of Python's hashlib and its cryptography package (48.0.0).
class PairingCodeVectorsTest {
    private static final KeyPair COMPANION_EPHEMERAL = keyPair(0x55);
    private static final KeyPair COMPANION_IDENTITY = keyPair(0x99);
    private static final KeyPair PRIMARY_EPHEMERAL = keyPair(0x77);
    private static final KeyPair PRIMARY_IDENTITY = keyPair(0x88);
    private static final String WRAPPING_KEY = "b04d4d0e43ffa6d1a3b2226d4ee58ba2900a470c09bcf39fb5257512a55c08bc";
    private static final String EPHEMERAL_SECRET = "7d4f93e85cbc43a91afecd02834312dfec4a300639236d7bd486626b9b3af741";
    private static final String IDENTITY_SECRET = "065de87db7245e56174071700ceb07c94a16deb1448c73c656377801467e5367";

    @Test
    void derivesTheWrappingKeyFromTheCode() {
        byte[] salt = Hex.bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        assertThat(Hex.of(Pbkdf2.sha256("ABCD1234", salt, 131072, 32))).isEqualTo(WRAPPING_KEY);
    }

    @Test
    void wrapsTheEphemeralKey() {
        byte[] iv = Hex.bytes("000102030405060708090a0b0c0d0e0f");
        byte[] publicKey = COMPANION_EPHEMERAL.publicKey().bytes();
        byte[] wrapped = AesCtr.apply(Hex.bytes(WRAPPING_KEY), iv, publicKey);
        assertThat(Hex.of(wrapped)).isEqualTo("6bb3b412f428459cabb2791c22ee8129f78c367b3c97abd6954695e1ae24dde8");
        assertThat(AesCtr.apply(Hex.bytes(WRAPPING_KEY), iv, wrapped)).isEqualTo(publicKey);
    }

    @Test
    void bothSidesAgreeOnTheEphemeralAndTheIdentitySecret() {
        assertThat(Hex.of(PRIMARY_EPHEMERAL.publicKey().bytes()))
                .isEqualTo("1cf579aba45a10ba1d1ef06d91fca2aa9ed0a1150515653155405d0b18cb9a67");
        assertThat(Hex.of(PRIMARY_IDENTITY.publicKey().bytes()))
                .isEqualTo("30d3c865a48fceb3d6118577cf2e5f228d6ff69866264757785b253cb7a4806a");
        assertThat(Hex.of(COMPANION_IDENTITY.publicKey().bytes()))
                .isEqualTo("ba193836cff1f4e866c139715d306408d26a76f76d638a39afc1001084d25411");
        assertAgree(COMPANION_EPHEMERAL, PRIMARY_EPHEMERAL, EPHEMERAL_SECRET);
        assertAgree(COMPANION_IDENTITY, PRIMARY_IDENTITY, IDENTITY_SECRET);
    }

    @Test
    void derivesTheKeyOfTheBundle() {
        byte[] info = ascii("link_code_pairing_key_bundle_encryption_key");
        byte[] key = Hkdf.sha256(Hex.bytes(EPHEMERAL_SECRET), Hex.repeat(0xbb, 32), info, 32);
        assertThat(Hex.of(key)).isEqualTo("17e0f589635a1a0cb510241507485b446eb4a33d098fd87b54f73c4ff43ee014");
    }

    @Test
    void derivesTheAdvSecret() {
        byte[] secrets = Hex.bytes(EPHEMERAL_SECRET + IDENTITY_SECRET + "aa".repeat(32));
        assertThat(Hex.of(Hkdf.sha256(secrets, new byte[0], ascii("adv_secret"), 32)))
                .isEqualTo("6a6a7c968affc55607eabfa932a6fb1de280ab0442f12c26b49acb9cedc2c69f");
    }

    private static void assertAgree(KeyPair one, KeyPair other, String secret) {
        assertThat(Hex.of(Curve25519.agree(one.privateKey(), other.publicKey())))
                .isEqualTo(secret);
        assertThat(Hex.of(Curve25519.agree(other.privateKey(), one.publicKey())))
                .isEqualTo(secret);
    }

    private static KeyPair keyPair(int value) {
        return KeyPair.of(PrivateKey.of(Hex.repeat(value, 32)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
