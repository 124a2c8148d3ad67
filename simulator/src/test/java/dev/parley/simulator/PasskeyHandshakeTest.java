package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.proto.EncryptedPairingRequest;
import dev.parley.whatsapp.proto.PairingRequest;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The vectors of the protocol notes, passkey 2.17, from the phone's side.
class PasskeyHandshakeTest {
    private static final String PAYLOAD =
            "0a2b0a207b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f1310011a055245462d31"
                    + "12220a209f6f3d7ce6ea3e9a3bd4aab52d4ea3066a0ef0e4f8f3f6bbcddbbf4d6dd48af0";
    private static final Bytes PROOF =
            Bytes.fromHex("0092446952dcd982729e0f95c8fca82a66ffd16b1de00e8794d336a169912c0c");
    private static final String CIPHERTEXT =
            "4904a103976561e1d6d5f8f790cbc3ea4860673d0146d7ae5f3a5ff9fe9ebbb4a92b9a6b63720eb49636c4238fb54488"
                    + "f8b6d0c5f3085a6aeeb5e712934b053cf3fc7511d7dba4469256f01acb2c040b62ad4b21"
                    + "1006eb67bf2bb52a84f45f182aeecf40eb976baab4b619ca3f9331961bd0d45b5953";
    private static final Bytes NONCE = Bytes.wrap(repeat(0x33, 32));

    private final PasskeyHandshake handshake = begin(Optional.of(PROOF)).orElseThrow();

    @Test
    void readsWhoTheCompanionIs() {
        assertThat(handshake.ref()).isEqualTo("REF-1");
        assertThat(handshake.deviceType()).isEqualTo(1);
    }

    @Test
    void knowsTheNonceThatWasCommittedTo() {
        assertThat(handshake.isCommittedTo(NONCE)).isTrue();
        assertThat(handshake.isCommittedTo(Bytes.wrap(repeat(0x34, 32)))).isFalse();
    }

    @Test
    void knowsTheProofOfItsSecret() {
        assertThat(handshake.isProven(Bytes.wrap(repeat(0x55, 32)))).isTrue();
        assertThat(handshake.isProven(Bytes.wrap(repeat(0x66, 32)))).isFalse();
        assertThat(begin(Optional.empty()).orElseThrow().isProven(Bytes.wrap(repeat(0x55, 32))))
                .isFalse();
    }

    @Test
    void computesTheCode() {
        assertThat(handshake.code(NONCE)).isEqualTo("PYSL-SH11");
    }

    @Test
    void opensTheRequestAndNoDamagedOne() {
        PairingRequest request = handshake.open(request(CIPHERTEXT)).orElseThrow();

        assertThat(request.getCompanionPublicKey()).isEqualTo(ByteString.copyFrom(repeat(0x77, 32)));
        assertThat(request.getCompanionIdentityKey()).isEqualTo(ByteString.copyFrom(repeat(0x88, 32)));
        assertThat(request.getAdvSecret()).isEqualTo(ByteString.copyFrom(repeat(0x66, 32)));
        assertThat(handshake.open(request("59" + CIPHERTEXT.substring(2)))).isEmpty();
        assertThat(handshake.open(Bytes.fromHex("ffff"))).isEmpty();
    }

    @Test
    void refusesAPayloadOfTheWrongForm() {
        assertThat(PasskeyHandshake.begin(Bytes.fromHex("0a00"), Optional.empty(), keyPair(), repeat(0x44, 32)))
                .isEmpty();
        assertThat(begin(Optional.of(Bytes.fromHex("00")))).isEmpty();
    }

    private static Optional<PasskeyHandshake> begin(Optional<Bytes> proof) {
        return PasskeyHandshake.begin(Bytes.fromHex(PAYLOAD), proof, keyPair(), repeat(0x44, 32));
    }

    private static Bytes request(String ciphertext) {
        return Bytes.wrap(EncryptedPairingRequest.newBuilder()
                .setEncryptedPayload(ByteString.copyFrom(HexFormat.of().parseHex(ciphertext)))
                .setIv(ByteString.copyFrom(repeat(0x99, 12)))
                .build()
                .toByteArray());
    }

    private static KeyPair keyPair() {
        return KeyPair.of(PrivateKey.of(repeat(0x22, 32)));
    }

    private static byte[] repeat(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
