package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.pairing.PasskeySecrets.PhoneIdentity;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The vectors of passkey.md section 2.17, which two implementations computed.
class PasskeySecretsTest {
    private static final String IDENTITY =
            "0a207b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f1310011a055245462d31";
    private static final PasskeySecrets SECRETS =
            new PasskeySecrets(keyPair(0x11), Bytes.wrap(repeat(0x33, 32)), Bytes.wrap(repeat(0x66, 32)), 1, "REF-1");
    private static final PhoneIdentity PHONE =
            new PhoneIdentity(keyPair(0x22).publicKey(), Bytes.wrap(repeat(0x44, 32)));

    @Test
    void commitsToTheNonceInThePrologue() {
        assertThat(HexFormat.of().formatHex(SECRETS.prologue()))
                .isEqualTo(
                        "0a2b" + IDENTITY + "12220a209f6f3d7ce6ea3e9a3bd4aab52d4ea3066a0ef0e4f8f3f6bbcddbbf4d6dd48af0")
                .hasSize(2 * 81);
    }

    @Test
    void provesTheOldSecret() {
        assertThat(HexFormat.of()
                        .formatHex(PasskeySecrets.handoffProof(Bytes.wrap(repeat(0x55, 32)), SECRETS.prologue())))
                .isEqualTo("0092446952dcd982729e0f95c8fca82a66ffd16b1de00e8794d336a169912c0c");
    }

    @Test
    void computesTheConfirmationCode() {
        assertThat(ShortCode.forPeople(SECRETS.confirmationCode(PHONE))).isEqualTo("PYSL-SH11");
    }

    @Test
    void encryptsThePairingRequest() {
        byte[] request = SECRETS.pairingRequest(
                PHONE, PublicKey.of(repeat(0x77, 32)), PublicKey.of(repeat(0x88, 32)), repeat(0x99, 12));

        assertThat(HexFormat.of().formatHex(request))
                .isEqualTo("0a76"
                        + "4904a103976561e1d6d5f8f790cbc3ea4860673d0146d7ae5f3a5ff9fe9ebbb4a92b9a6b63720eb49636c4238fb54488"
                        + "f8b6d0c5f3085a6aeeb5e712934b053cf3fc7511d7dba4469256f01acb2c040b62ad4b21"
                        + "1006eb67bf2bb52a84f45f182aeecf40eb976baab4b619ca3f9331961bd0d45b5953"
                        + "120c"
                        + "99".repeat(12));
    }

    @Test
    void knowsTheRelyingPartysHash() {
        assertThat(HexFormat.of().formatHex(Sha256.of("whatsapp.com".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("e868906c730209966eff408c55d781630fcb3c9de961e9e9738b4dd0e0fd5e7f");
    }

    private static KeyPair keyPair(int value) {
        return KeyPair.of(PrivateKey.of(repeat(value, 32)));
    }

    private static byte[] repeat(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
