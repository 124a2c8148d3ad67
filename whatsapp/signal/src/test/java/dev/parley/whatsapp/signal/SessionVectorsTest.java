package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.Duplicate;
import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionVectorsTest {
    private final JsonNode vector = Vectors.read("session.json");
    private final JsonNode bob = vector.required("bob");
    private final KeyPair identity = keyPair("identityPrivate");
    private final SignedPreKey signedPreKey = new SignedPreKey(
            bob.required("signedPreKeyId").asInt(),
            keyPair("signedPreKeyPrivate"),
            Signature.of(Vectors.hex(bob, "signature")));
    private final PreKey preKey = new PreKey(bob.required("preKeyId").asInt(), keyPair("preKeyPrivate"));
    private final SignalAddress alice = new SignalAddress("alice", 0);

    @Test
    void acceptsTheSignatureOfTheSignedPreKey() {
        assertThat(identity.publicKey()).isEqualTo(typed(bob, "identityPublic"));
        assertThat(signedPreKey.keyPair().publicKey()).isEqualTo(typed(bob, "signedPreKeyPublic"));
        assertThat(bundle(signedPreKey.signature()).isAuthentic()).isTrue();
    }

    @Test
    void refusesTheSignatureWithAnyBitFlipped() {
        for (int bit = 0; bit < 8 * Signature.LENGTH; bit++) {
            byte[] flipped = signedPreKey.signature().bytes();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(bundle(Signature.of(flipped)).isAuthentic())
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void readsTheFieldsOfThePreKeyMessage() {
        PreKeySignalMessage message = PreKeySignalMessage.parse(message(1));
        assertThat(message.registrationId())
                .isEqualTo(vector.required("alice").required("registrationId").asInt());
        assertThat(message.identityKey()).isEqualTo(typed(vector.required("alice"), "identityPublic"));
        assertThat(message.preKeyId()).isEqualTo(OptionalInt.of(preKey.id()));
        assertThat(message.signedPreKeyId()).isEqualTo(signedPreKey.id());
        assertThat(message.message().counter()).isEqualTo(1);
    }

    @Test
    void derivesRootChainAndMessageKeysAsTheResponder() {
        PreKeySignalMessage message = PreKeySignalMessage.parse(message(0));
        RootKey.Step agreed = X3dh.respond(identity, signedPreKey.keyPair(), Optional.of(preKey.keyPair()), message);
        RootKey.Step receiving =
                agreed.rootKey().turn(signedPreKey.keyPair(), message.message().ratchetKey());

        assertThat(agreed.rootKey().key().shared()).isEqualTo(Vectors.hex(vector, "x3dhRootKey"));
        assertThat(agreed.chainKey().key().shared()).isEqualTo(Vectors.hex(vector, "x3dhChainKey"));
        assertThat(receiving.chainKey().key().shared()).isEqualTo(Vectors.hex(vector, "receivingChainKey"));
        KeyDerivationVectorsTest.assertThatKeysAre(
                MessageKeys.derive(receiving.chainKey().seed()), Vectors.hex(vector, "messageKeys"));
    }

    @Test
    void decryptsTheMessagesInOrder() {
        SessionCipher cipher = bobsCipher();
        assertThat(decrypt(cipher, 0)).isEqualTo(text(0));
        assertThat(decrypt(cipher, 1)).isEqualTo(text(1));
    }

    @Test
    void decryptsTheMessagesInReverseOrderAndEachOnce() {
        SessionCipher cipher = bobsCipher();
        assertThat(decrypt(cipher, 1)).isEqualTo(text(1));
        assertThat(decrypt(cipher, 0)).isEqualTo(text(0));
        assertThat(cipher.decrypt(alice, Ciphertext.of(Ciphertext.Type.PREKEY, message(0))))
                .isEqualTo(new Duplicate());
    }

    private SessionCipher bobsCipher() {
        InMemorySignalStore store = new InMemorySignalStore(identity, 2222);
        store.add(signedPreKey);
        store.add(preKey);
        return new SessionCipher(store, new SecureRandom());
    }

    private String decrypt(SessionCipher cipher, int index) {
        DecryptResult result = cipher.decrypt(alice, Ciphertext.of(Ciphertext.Type.PREKEY, message(index)));
        assertThat(result).isInstanceOf(Plaintext.class);
        return new String(((Plaintext) result).bytes(), StandardCharsets.UTF_8);
    }

    private PreKeyBundle bundle(Signature signature) {
        return new PreKeyBundle(
                1,
                identity.publicKey(),
                signedPreKey.id(),
                signedPreKey.keyPair().publicKey(),
                signature,
                Optional.empty());
    }

    private byte[] message(int index) {
        return Vectors.hex(vector.required("messages").required(index), "bytes");
    }

    private String text(int index) {
        return vector.required("messages").required(index).required("text").asString();
    }

    private KeyPair keyPair(String field) {
        return KeyPair.of(PrivateKey.of(Vectors.hex(bob, field)));
    }

    private static PublicKey typed(JsonNode parent, String field) {
        return PublicKey.fromTyped(Vectors.hex(parent, field));
    }
}
