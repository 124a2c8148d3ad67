package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentityHMAC;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The vectors are from the protocol notes, connection 13 (ADV).
class AdvSignerTest {
    private static final KeyPair PRIMARY = KeyPair.of(PrivateKey.of(filled(0x88)));
    private static final KeyPair COMPANION = KeyPair.of(PrivateKey.of(filled(0x99)));
    private static final byte[] ADV_SECRET =
            HexFormat.of().parseHex("6a6a7c968affc55607eabfa932a6fb1de280ab0442f12c26b49acb9cedc2c69f");
    private static final byte[] ACCOUNT_SIGNATURE = HexFormat.of()
            .parseHex("3e0d392646484a30a99305763075ec3455605692cc3c6a0e77c9bb00478fa6e8"
                    + "9e70286a5e9576709b72e2b09c3a911ae9d8519a7a29438e654b0ed01613330b");
    private static final byte[] DEVICE_SIGNATURE = HexFormat.of()
            .parseHex("8476b506e63ce49fe88af8a8f7520c91ddd885e5ddbcff388012660e44e8a764"
                    + "cb9080c49a3c64c8e30ed1c2d99ebaf271cf23fc79e01072a19a7999a6530a86");
    private static final long TIMESTAMP = 1_700_000_000;

    private final AdvSigner signer = new AdvSigner(PRIMARY, 0x01020304, new SecureRandom());

    @Test
    void writesTheEnumsThatAreZero() {
        ADVSignedDeviceIdentity signed = signer.signDevice(COMPANION.publicKey(), 1, TIMESTAMP);

        assertThat(hex(signed.getDetails())).isEqualTo("08848688081080e2cfaa06180120002800");
    }

    @Test
    void signsDetailsAndCompanionBehindThePrefix() {
        ADVSignedDeviceIdentity signed = signer.signDevice(COMPANION.publicKey(), 1, TIMESTAMP);

        byte[] message = concat(
                new byte[] {6, 0},
                signed.getDetails().toByteArray(),
                COMPANION.publicKey().bytes());
        assertThat(XEdDsa.verify(
                        PRIMARY.publicKey(),
                        message,
                        signed.getAccountSignature().toByteArray()))
                .isTrue();
    }

    @Test
    void sealsWithTheSecretOfTheCode() throws Exception {
        ADVSignedDeviceIdentity signed = signer.signDevice(COMPANION.publicKey(), 1, TIMESTAMP).toBuilder()
                .setAccountSignature(ByteString.copyFrom(ACCOUNT_SIGNATURE))
                .build();

        byte[] sealed = AdvSigner.seal(signed, ADV_SECRET).toByteArray();

        ADVSignedDeviceIdentityHMAC container = ADVSignedDeviceIdentityHMAC.parseFrom(sealed);
        assertThat(hex(container.getHmac()))
                .isEqualTo("1e33dbbdd517ded002d3dfac20869be41a1e9c211337d81fecf5ec61186bb157");
        assertThat(sealed).hasSize(157);
    }

    @Test
    void acceptsTheSignaturesOfTheVector() {
        assertThat(AdvVerifier.isValid(vector(), PRIMARY.publicKey(), COMPANION.publicKey()))
                .isTrue();
    }

    @Test
    void refusesAnotherAccountAnotherDeviceAndChangedDetails() {
        PublicKey stranger = KeyPair.of(PrivateKey.of(filled(0x11))).publicKey();

        assertThat(AdvVerifier.isValid(vector(), stranger, COMPANION.publicKey()))
                .isFalse();
        assertThat(AdvVerifier.isValid(vector(), PRIMARY.publicKey(), stranger)).isFalse();
        assertThat(AdvVerifier.isValid(
                        vector().toBuilder()
                                .setDetails(ByteString.fromHex("08848688081080e2cfaa06180220002800"))
                                .build(),
                        PRIMARY.publicKey(),
                        COMPANION.publicKey()))
                .isFalse();
    }

    @Test
    void signsTheListOfKeyIndexes() throws Exception {
        Account.KeyIndexes published = signer.signKeyIndexes(3, List.of(1, 3), TIMESTAMP);

        ADVSignedKeyIndexList signed =
                ADVSignedKeyIndexList.parseFrom(published.signed().toByteArray());
        ADVKeyIndexList list = ADVKeyIndexList.parseFrom(signed.getDetails());
        byte[] message = concat(new byte[] {6, 2}, signed.getDetails().toByteArray());
        assertThat(XEdDsa.verify(
                        PRIMARY.publicKey(),
                        message,
                        signed.getAccountSignature().toByteArray()))
                .isTrue();
        assertThat(list.getCurrentIndex()).isEqualTo(3);
        assertThat(list.getValidIndexesList()).containsExactly(1, 3);
        assertThat(list.getTimestamp()).isEqualTo(TIMESTAMP);
    }

    private static ADVSignedDeviceIdentity vector() {
        return ADVSignedDeviceIdentity.newBuilder()
                .setDetails(ByteString.fromHex("08848688081080e2cfaa06180120002800"))
                .setAccountSignature(ByteString.copyFrom(ACCOUNT_SIGNATURE))
                .setDeviceSignature(ByteString.copyFrom(DEVICE_SIGNATURE))
                .build();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
