package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.GroupDecryptResult.BadSignature;
import dev.parley.whatsapp.signal.GroupDecryptResult.Duplicate;
import dev.parley.whatsapp.signal.GroupDecryptResult.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SenderKeyVectorsTest {
    private static final int CONTENT_LENGTH = 26;

    private final JsonNode vector = Vectors.read("sender-key.json");
    private final SenderKeyName sender = new SenderKeyName("group", new SignalAddress("alice", 1));
    private final InMemorySenderKeyStore store = new InMemorySenderKeyStore();
    private final GroupCipher cipher = new GroupCipher(store, new SeededRandom(1));
    private final SenderKeyDistributionMessage distribution =
            SenderKeyDistributionMessage.parse(Vectors.hex(vector, "distribution"));

    SenderKeyVectorsTest() {
        new GroupSessionBuilder(store, new SeededRandom(2)).process(sender, distribution);
    }

    @Test
    void derivesIvAndCipherKeyFromTheSeed() {
        byte[] keys = Vectors.hex(vector, "messageKeys");
        byte[] content = {1, 2, 3};
        ChainKey chainKey = ChainKey.first(SecretBytes.wrap(Vectors.hex(vector, "chainKey")));
        assertThat(GroupMessageKeys.derive(chainKey.seed()).encrypt(content))
                .isEqualTo(AesCbc.encrypt(Arrays.copyOfRange(keys, 16, 48), Arrays.copyOf(keys, 16), content));
    }

    @Test
    void readsTheFieldsOfTheDistributionAndWritesTheSameBytes() {
        assertThat(distribution.id()).isEqualTo(vector.required("id").asInt());
        assertThat(distribution.iteration()).isZero();
        assertThat(distribution.signingKey()).isEqualTo(PublicKey.fromTyped(Vectors.hex(vector, "signingKey")));
        assertThat(distribution.serialize()).isEqualTo(Vectors.hex(vector, "distribution"));
    }

    @Test
    void readsTheFieldsOfTheMessages() {
        for (int i = 0; i < 3; i++) {
            SenderKeyMessage message = SenderKeyMessage.parse(message(i));
            assertThat(message.id()).isEqualTo(distribution.id());
            assertThat(message.iteration())
                    .isEqualTo(node(i).required("iteration").asLong());
            assertThat(message.serialized()).isEqualTo(message(i));
        }
    }

    @Test
    void decryptsTheMessagesInOrder() {
        for (int i = 0; i < 3; i++) {
            assertThat(decrypt(i)).isEqualTo(text(i));
        }
    }

    @Test
    void decryptsTheMessagesInReverseOrderAndEachOnce() {
        for (int i = 2; i >= 0; i--) {
            assertThat(decrypt(i)).isEqualTo(text(i));
        }
        assertThat(cipher.decrypt(sender, message(1))).isEqualTo(new Duplicate());
    }

    @Test
    void refusesAMessageWithAnyBitFlippedAndReadsItAfterwards() {
        byte[] message = message(1);
        for (int bit = 0; bit < 8 * message.length; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            GroupDecryptResult result = cipher.decrypt(sender, flipped);
            assertThat(result).as("bit %d", bit).isNotInstanceOf(Plaintext.class);
            if (bit / 8 >= CONTENT_LENGTH) {
                assertThat(result).as("bit %d", bit).isEqualTo(new BadSignature());
            }
        }
        assertThat(decrypt(1)).isEqualTo(text(1));
    }

    private String decrypt(int index) {
        GroupDecryptResult result = cipher.decrypt(sender, message(index));
        assertThat(result).isInstanceOf(Plaintext.class);
        return new String(((Plaintext) result).bytes(), StandardCharsets.UTF_8);
    }

    private byte[] message(int index) {
        return Vectors.hex(node(index), "bytes");
    }

    private String text(int index) {
        return node(index).required("text").asString();
    }

    private JsonNode node(int index) {
        return vector.required("messages").required(index);
    }
}
