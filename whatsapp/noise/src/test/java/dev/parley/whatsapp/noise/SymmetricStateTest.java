package dev.parley.whatsapp.noise;

import static dev.parley.whatsapp.noise.Vectors.bytes;
import static dev.parley.whatsapp.noise.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The server's side of the vectors, one step after the other.
class SymmetricStateTest {
    private static final byte[] EMPTY = {};

    @Test
    void goesThroughTheHandshakeOfTheVectors() {
        SymmetricState state = new SymmetricState(SymmetricState.XX);
        assertThat(hex(state.handshakeHash()))
                .as("h after the prologue")
                .isEqualTo("ffff0c9267310966f1311170c04b38c79504285bf5edf763e5c946492a50a755");

        state.mixHash(Vectors.CLIENT_EPHEMERAL.publicKey());
        assertThat(hex(state.handshakeHash()))
                .as("h after CE")
                .isEqualTo("25626b2033661eee899d78011cab2766207dbf073d802f8d510caada58719b54");

        state.mixHash(Vectors.SERVER_EPHEMERAL.publicKey());
        state.mixKey(Vectors.SERVER_EPHEMERAL.privateKey(), Vectors.CLIENT_EPHEMERAL.publicKey());
        assertThat(hex(state.encryptAndHash(Vectors.SERVER_STATIC.publicKey().bytes())))
                .as("S'")
                .isEqualTo("34eb29c4b93b01920eee3675f6d71094489613a981b3ffe08de79485bad50c54"
                        + "41c7aea677ac3430ef4f3b6f622843dc");

        state.mixKey(Vectors.SERVER_STATIC.privateKey(), Vectors.CLIENT_EPHEMERAL.publicKey());
        state.encryptAndHash(bytes(Vectors.CERTIFICATE_CHAIN));
        String hashAfterChain = "5dc8a90bc72c9a5dec39fa38b223a36b78eb84d2b0e8f1b0049c4a5cfc23e3fd";
        assertThat(hex(state.handshakeHash())).as("h after P'").isEqualTo(hashAfterChain);
        assertChainingKey(state, "fe941d15b039f1dcd7868b3fbd76a4c93053c585548d34c94f4900dedafa4557");

        byte[] key = bytes("f531e87a9b8899cfee2d239aa3fef77e38204199d12c0d7983d37a5f2319565c");
        byte[] counterOne = bytes("000000000000000000000001");
        byte[] clientStatic = Vectors.CLIENT_STATIC.publicKey().bytes();
        byte[] encryptedStatic = AesGcm.encrypt(key, counterOne, bytes(hashAfterChain), clientStatic);
        assertThat(hex(encryptedStatic))
                .as("C'")
                .isEqualTo("1727bcdee3e9bdfab3d64c7d3a32454b398267500944e8dde747d17eb3a2fed4"
                        + "db54db8133b5ea5dae4797b989641a60");
        assertThat(state.decryptAndHash(encryptedStatic)).isEqualTo(clientStatic);

        state.mixKey(Vectors.SERVER_EPHEMERAL.privateKey(), Vectors.CLIENT_STATIC.publicKey());
        assertThat(state.decryptAndHash(bytes("9ff3f4d29a40009bb0f8643019cf70d17458de2093")))
                .as("F'")
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("hello");

        SymmetricState.Transport transport = state.split();
        assertKey(transport.clientToServer(), "a4954e418cce126c9629a0640e90f25f629dac07344c1a298280642e4fbada5e");
        assertKey(transport.serverToClient(), "71fd7b1807a5740009bf74971819c94e4a4ad3e7d2875886c9e9d1c022a47c98");
    }

    /// The vectors give the hash before the prologue.
    @Test
    void startsWithTheNameOrItsHash() {
        String xx = "4e6f6973655f58585f32353531395f41455347434d5f53484132353600000000";
        String xxFallback = "0ad4c34614b2e476fdc2a30345bc7feb2714f7796a5e19f0962b30f5bac8c57b";
        byte[] prologue = bytes("57410603");
        assertThat(new SymmetricState(SymmetricState.XX).handshakeHash()).isEqualTo(Sha256.of(bytes(xx), prologue));
        assertThat(new SymmetricState(SymmetricState.XX_FALLBACK).handshakeHash())
                .isEqualTo(Sha256.of(bytes(xxFallback), prologue));
        assertChainingKey(new SymmetricState(SymmetricState.XX), xx);
        assertChainingKey(new SymmetricState(SymmetricState.XX_FALLBACK), xxFallback);
    }

    @Test
    void refusesAPublicKeyOfSmallOrder() {
        SymmetricState state = new SymmetricState(SymmetricState.XX);
        PublicKey zero = PublicKey.of(new byte[32]);
        assertThatThrownBy(() -> state.mixKey(Vectors.CLIENT_STATIC.privateKey(), zero))
                .isInstanceOf(NoiseException.Malformed.class);
    }

    /// The chaining key is not given out; splitting derives from it alone.
    private static void assertChainingKey(SymmetricState state, String chainingKey) {
        byte[] keys = Hkdf.sha256(EMPTY, bytes(chainingKey), EMPTY, 64);
        assertKey(state.split().clientToServer(), hex(Arrays.copyOf(keys, 32)));
    }

    private static void assertKey(CipherState cipher, String key) {
        assertThat(cipher.encrypt(EMPTY)).isEqualTo(AesGcm.encrypt(bytes(key), new byte[12], EMPTY, EMPTY));
    }
}
