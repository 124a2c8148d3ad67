package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.PreKeySignalMessageContent;
import dev.parley.whatsapp.proto.SignalMessageContent;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageFormatTest {
    private final PublicKey key = KeyPair.generate(new SeededRandom(5)).publicKey();

    @Test
    void startsWithTheVersionAndNamesRatchetKeyCountersAndCiphertextInThatOrder() {
        SenderChain chain = new SenderChain(
                KeyPair.generate(new SeededRandom(6)), new ChainKey(300, SecretBytes.wrap(new byte[32])));
        byte[] serialized = SignalMessage.seal(new byte[3], chain, 7, key, key).serialized();
        assertThat(HexFormat.of().formatHex(serialized))
                .startsWith("330a21"
                        + HexFormat.of()
                                .formatHex(chain.ratchetKey().publicKey().typed()) + "10ac02" + "1807" + "2210");
        assertThat(serialized).hasSize(1 + 2 + 33 + 3 + 2 + 2 + 16 + 8);
    }

    @Test
    void toleratesAPreviousCounterOfMinusOne() {
        SignalMessage message = SignalMessage.parse(
                message(content().setPreviousCounter(-1).setCounter(-2).build()));
        assertThat(message.counter()).isEqualTo(4294967294L);
    }

    @Test
    void refusesAMessageOfAnotherVersion() {
        byte[] message = message(content().build());
        message[0] = 0x34;
        assertThatThrownBy(() -> SignalMessage.parse(message))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining("0x34");
    }

    @Test
    void refusesMessagesCutShort() {
        byte[] message = message(content().build());
        for (int length = 0; length <= 9; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> SignalMessage.parse(cut)).isInstanceOf(InvalidMessageException.class);
        }
    }

    @Test
    void refusesARatchetKeyOfAnotherLengthOrType() {
        byte[] otherType = key.typed();
        otherType[0] = 0x06;
        for (byte[] wrong : new byte[][] {{}, key.bytes(), Arrays.copyOf(key.typed(), 34), otherType}) {
            byte[] message =
                    message(content().setRatchetKey(ByteString.copyFrom(wrong)).build());
            assertThatThrownBy(() -> SignalMessage.parse(message))
                    .isInstanceOf(InvalidMessageException.class)
                    .hasMessageContaining("ratchet key");
        }
    }

    @Test
    void readsAPreKeyIdOfZeroAsNone() {
        assertThat(parse(preKeyContent().setPreKeyId(0)).preKeyId()).isEmpty();
        assertThat(parse(preKeyContent()).preKeyId()).isEmpty();
        assertThat(parse(preKeyContent().setPreKeyId(0xFFFFFF)).preKeyId()).hasValue(0xFFFFFF);
    }

    @Test
    void refusesAPreKeyMessageWithoutKeysOrMessage() {
        assertThatThrownBy(() -> parse(preKeyContent().clearBaseKey())).hasMessageContaining("base key");
        assertThatThrownBy(() -> parse(preKeyContent().clearIdentityKey())).hasMessageContaining("identity key");
        assertThatThrownBy(() -> parse(preKeyContent().clearMessage())).isInstanceOf(InvalidMessageException.class);
    }

    private SignalMessageContent.Builder content() {
        return SignalMessageContent.newBuilder()
                .setRatchetKey(ByteString.copyFrom(key.typed()))
                .setCounter(1)
                .setPreviousCounter(0)
                .setCiphertext(ByteString.copyFrom(new byte[16]));
    }

    private PreKeySignalMessageContent.Builder preKeyContent() {
        return PreKeySignalMessageContent.newBuilder()
                .setBaseKey(ByteString.copyFrom(key.typed()))
                .setIdentityKey(ByteString.copyFrom(key.typed()))
                .setMessage(ByteString.copyFrom(message(content().build())))
                .setRegistrationId(1)
                .setSignedPreKeyId(5);
    }

    private static PreKeySignalMessage parse(PreKeySignalMessageContent.Builder content) {
        byte[] body = content.build().toByteArray();
        byte[] serialized = new byte[1 + body.length];
        serialized[0] = SignalMessage.VERSION;
        System.arraycopy(body, 0, serialized, 1, body.length);
        return PreKeySignalMessage.parse(serialized);
    }

    private static byte[] message(SignalMessageContent content) {
        byte[] body = content.toByteArray();
        byte[] serialized = new byte[1 + body.length + 8];
        serialized[0] = SignalMessage.VERSION;
        System.arraycopy(body, 0, serialized, 1, body.length);
        return serialized;
    }
}
