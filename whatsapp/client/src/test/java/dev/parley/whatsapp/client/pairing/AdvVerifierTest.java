package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVEncryptionType;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentityHMAC;
import dev.parley.whatsapp.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Vectors: connection.md section 13, "ADV" (rawId 0x01020304, key index 1, keys and secret of "Pairing code").
class AdvVerifierTest {
    private static final KeyPair COMPANION = keyPair(0x99);
    private static final KeyPair ACCOUNT = keyPair(0x88);
    private static final Bytes ADV_SECRET =
            Bytes.fromHex("6a6a7c968affc55607eabfa932a6fb1de280ab0442f12c26b49acb9cedc2c69f");
    private static final byte[] DETAILS = hex("08848688081080e2cfaa06180120002800");
    private static final byte[] ACCOUNT_SIGNATURE =
            hex("3e0d392646484a30a99305763075ec3455605692cc3c6a0e77c9bb00478fa6e8"
                    + "9e70286a5e9576709b72e2b09c3a911ae9d8519a7a29438e654b0ed01613330b");
    private static final byte[] HMAC = hex("1e33dbbdd517ded002d3dfac20869be41a1e9c211337d81fecf5ec61186bb157");
    private static final Credentials CREDENTIALS =
            new Credentials(keyPair(0x66), COMPANION, 1, 1, ADV_SECRET, Optional.empty());

    @Test
    void acceptsTheVectorAndSignsInReturn() {
        byte[] container = container(ACCOUNT_SIGNATURE, HMAC);
        assertThat(container).hasSize(157);

        AdvVerifier.Verified verified = AdvVerifier.verify(container, CREDENTIALS, new SecureRandom());

        assertThat(verified.keyIndex()).isEqualTo(1);
        assertThat(verified.identity().getAccountSignatureKey().toByteArray())
                .isEqualTo(ACCOUNT.publicKey().bytes());
        assertThat(verified.forReply().hasAccountSignatureKey()).isFalse();
        assertThat(verified.forReply().getDetails().toByteArray()).isEqualTo(DETAILS);
        assertThat(XEdDsa.verify(
                        COMPANION.publicKey(),
                        deviceSignatureInput(),
                        verified.identity().getDeviceSignature().toByteArray()))
                .isTrue();
    }

    @Test
    void signsWhatTheVectorsDeviceSignatureCovers() {
        byte[] vector = hex("8476b506e63ce49fe88af8a8f7520c91ddd885e5ddbcff388012660e44e8a764"
                + "cb9080c49a3c64c8e30ed1c2d99ebaf271cf23fc79e01072a19a7999a6530a86");

        assertThat(XEdDsa.verify(COMPANION.publicKey(), deviceSignatureInput(), vector))
                .isTrue();
    }

    @Test
    void refusesAWrongHmac() {
        byte[] wrong = HMAC.clone();
        wrong[0] ^= 1;

        assertThatThrownBy(
                        () -> AdvVerifier.verify(container(ACCOUNT_SIGNATURE, wrong), CREDENTIALS, new SecureRandom()))
                .isInstanceOfSatisfying(PairingException.class, e -> {
                    assertThat(e.code()).isEqualTo(401);
                    assertThat(e.text()).isEqualTo("hmac-mismatch");
                });
    }

    @Test
    void refusesASignatureOverAnotherIdentity() {
        Credentials other = new Credentials(keyPair(0x66), keyPair(0x77), 1, 1, ADV_SECRET, Optional.empty());

        assertThatThrownBy(() -> AdvVerifier.verify(container(ACCOUNT_SIGNATURE, HMAC), other, new SecureRandom()))
                .isInstanceOfSatisfying(
                        PairingException.class, e -> assertThat(e.text()).isEqualTo("signature-mismatch"));
    }

    @Test
    void refusesBytesThatAreNoContainer() {
        assertThatThrownBy(() -> AdvVerifier.verify(new byte[] {1, 2, 3}, CREDENTIALS, new SecureRandom()))
                .isInstanceOfSatisfying(
                        PairingException.class, e -> assertThat(e.code()).isEqualTo(500));
    }

    private static byte[] container(byte[] accountSignature, byte[] hmac) {
        ADVSignedDeviceIdentity signed = ADVSignedDeviceIdentity.newBuilder()
                .setDetails(ByteString.copyFrom(DETAILS))
                .setAccountSignatureKey(ByteString.copyFrom(ACCOUNT.publicKey().bytes()))
                .setAccountSignature(ByteString.copyFrom(accountSignature))
                .build();
        return ADVSignedDeviceIdentityHMAC.newBuilder()
                .setDetails(signed.toByteString())
                .setHmac(ByteString.copyFrom(hmac))
                .setAccountType(ADVEncryptionType.E2EE)
                .build()
                .toByteArray();
    }

    private static byte[] deviceSignatureInput() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {6, 1});
        out.writeBytes(DETAILS);
        out.writeBytes(COMPANION.publicKey().bytes());
        out.writeBytes(ACCOUNT.publicKey().bytes());
        return out.toByteArray();
    }

    private static KeyPair keyPair(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return KeyPair.of(PrivateKey.of(bytes));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
