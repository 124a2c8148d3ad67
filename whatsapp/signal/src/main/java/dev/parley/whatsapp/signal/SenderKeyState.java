package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.GroupDecryptResult.BadSignature;
import dev.parley.whatsapp.signal.GroupDecryptResult.Duplicate;
import dev.parley.whatsapp.signal.GroupDecryptResult.FutureMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.GroupDecryptResult.Plaintext;
import java.security.SecureRandom;
import java.util.Optional;

/// One sender key at one moment. Every step gives a new state and leaves this one as it was, so an attempt that fails
/// has no effect.
///
/// @param id                by which messages name the key; unsigned
/// @param signingPrivateKey only in our own keys
record SenderKeyState(int id, PublicKey signingKey, Optional<PrivateKey> signingPrivateKey, SeedChain seeds) {

    /// A key of our own. Its id has 31 bits, as the other implementations' have.
    static SenderKeyState generate(SecureRandom random) {
        KeyPair signing = KeyPair.generate(random);
        byte[] chainKey = new byte[SecretBytes.LENGTH];
        random.nextBytes(chainKey);
        return new SenderKeyState(
                random.nextInt() >>> 1,
                signing.publicKey(),
                Optional.of(signing.privateKey()),
                SeedChain.startingAt(ChainKey.first(SecretBytes.wrap(chainKey))));
    }

    /// Another's key.
    static SenderKeyState received(SenderKeyDistributionMessage distribution) {
        return new SenderKeyState(
                distribution.id(),
                distribution.signingKey(),
                Optional.empty(),
                SeedChain.startingAt(distribution.chainKey()));
    }

    /// Lets its receiver read from the next message on, none before.
    SenderKeyDistributionMessage distribution() {
        return new SenderKeyDistributionMessage(id, seeds.next(), signingKey);
    }

    /// Empty if the key is not our own.
    Optional<Transition<SenderKeyState, SenderKeyMessage>> encrypt(byte[] plaintext, SecureRandom random) {
        return signingPrivateKey.map(privateKey -> {
            SenderKeyMessage message = SenderKeyMessage.seal(plaintext, id, seeds.next(), privateKey, random);
            return new Transition<>(at(new SeedChain(seeds.next().next(), seeds.skipped())), message);
        });
    }

    /// The next state is this one unless the result is a [Plaintext]. The signature comes first: nobody but the sender
    /// can make us run along the chain.
    ///
    /// @param sender whose key this is
    Transition<SenderKeyState, GroupDecryptResult> decrypt(SenderKeyMessage message, SignalAddress sender) {
        if (!message.isSignedBy(signingKey)) {
            return failed(new BadSignature());
        }
        return switch (seeds.take(message.iteration())) {
            case SeedChain.Search.Spent() -> failed(new Duplicate());
            case SeedChain.Search.TooFar() -> failed(new FutureMessage());
            case SeedChain.Search.Found(SecretBytes seed, SeedChain rest) -> open(message, sender, seed, rest);
        };
    }

    private Transition<SenderKeyState, GroupDecryptResult> open(
            SenderKeyMessage message, SignalAddress sender, SecretBytes seed, SeedChain rest) {
        try {
            byte[] plaintext = GroupMessageKeys.derive(seed).decrypt(message.body());
            return new Transition<>(at(rest), new Plaintext(plaintext, sender));
        } catch (CryptoException _) {
            return failed(new InvalidMessage("ciphertext of " + message.body().length + " bytes"));
        }
    }

    boolean isSameKey(SenderKeyState other) {
        return id == other.id && signingKey.equals(other.signingKey);
    }

    private Transition<SenderKeyState, GroupDecryptResult> failed(GroupDecryptResult result) {
        return new Transition<>(this, result);
    }

    private SenderKeyState at(SeedChain moment) {
        return new SenderKeyState(id, signingKey, signingPrivateKey, moment);
    }
}
