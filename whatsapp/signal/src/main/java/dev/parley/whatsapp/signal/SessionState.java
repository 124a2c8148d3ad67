package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.BadMac;
import dev.parley.whatsapp.signal.DecryptResult.Duplicate;
import dev.parley.whatsapp.signal.DecryptResult.FutureMessage;
import dev.parley.whatsapp.signal.DecryptResult.InvalidMessage;
import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One session with one device: the Double Ratchet at one moment. Every step gives a new state and leaves this one as
/// it was, so an attempt that fails has no effect.
///
/// @param aliceBaseKey    the initiator's ephemeral key, by which both sides name the session
/// @param previousCounter of the last message on the sender chain before the present one
/// @param receivers       newest first, at most [#MAX_RECEIVER_CHAINS]; late messages arrive on the older ones
/// @param pendingPreKey   present on the initiator's side until something was received
record SessionState(
        PublicKey remoteIdentity,
        int remoteRegistrationId,
        PublicKey aliceBaseKey,
        RootKey rootKey,
        SenderChain sender,
        long previousCounter,
        List<ReceiverChain> receivers,
        Optional<PendingPreKey> pendingPreKey) {
    static final int MAX_RECEIVER_CHAINS = 5;

    /// @throws InvalidKeyException if a key of the bundle leads to no shared secret
    static SessionState initiate(KeyPair identity, PreKeyBundle bundle, SecureRandom random) {
        KeyPair baseKey = KeyPair.generate(random);
        KeyPair ratchetKey = KeyPair.generate(random);
        RootKey.Step agreed = X3dh.initiate(identity, baseKey, bundle);
        RootKey.Step sending = agreed.rootKey().turn(ratchetKey, bundle.signedPreKey());
        return new SessionState(
                bundle.identityKey(),
                bundle.registrationId(),
                baseKey.publicKey(),
                sending.rootKey(),
                new SenderChain(ratchetKey, sending.chainKey()),
                0,
                List.of(),
                Optional.of(new PendingPreKey(bundle.oneTimePreKeyId(), bundle.signedPreKeyId())));
    }

    /// The signed pre-key is the first ratchet key; nothing is sent under it, since the first message turns the
    /// ratchet.
    ///
    /// @throws InvalidKeyException if a key of the message leads to no shared secret
    static SessionState respond(
            KeyPair identity, KeyPair signedPreKey, Optional<KeyPair> preKey, PreKeySignalMessage message) {
        RootKey.Step agreed = X3dh.respond(identity, signedPreKey, preKey, message);
        return new SessionState(
                message.identityKey(),
                message.registrationId(),
                message.baseKey(),
                agreed.rootKey(),
                new SenderChain(signedPreKey, agreed.chainKey()),
                0,
                List.of(),
                Optional.empty());
    }

    Transition<SessionState, Ciphertext> encrypt(byte[] plaintext, PublicKey ownIdentity, int ownRegistrationId) {
        SignalMessage message = SignalMessage.seal(plaintext, sender, previousCounter, ownIdentity, remoteIdentity);
        Ciphertext ciphertext = pendingPreKey
                .map(pending -> Ciphertext.of(
                        Ciphertext.Type.PREKEY,
                        new PreKeySignalMessage(
                                        ownRegistrationId,
                                        pending.preKeyId(),
                                        pending.signedPreKeyId(),
                                        aliceBaseKey,
                                        ownIdentity,
                                        message)
                                .serialize()))
                .orElseGet(() -> Ciphertext.of(Ciphertext.Type.MESSAGE, message.serialized()));
        return new Transition<>(sendingOn(rootKey, sender.next(), previousCounter), ciphertext);
    }

    /// The next state is this one unless the result is a [Plaintext].
    Transition<SessionState, DecryptResult> decrypt(SignalMessage message, PublicKey ownIdentity, SecureRandom random) {
        try {
            Optional<ReceiverChain> known = receiver(message.ratchetKey());
            return known.isPresent()
                    ? open(message, ownIdentity, known.get())
                    : turnAndOpen(message, ownIdentity, random);
        } catch (InvalidKeyException _) {
            return failed(new InvalidMessage("ratchet key without shared secret"));
        }
    }

    /// Whether the two are moments of one session.
    boolean isSameSession(SessionState other) {
        return aliceBaseKey.equals(other.aliceBaseKey);
    }

    boolean knows(PublicKey ratchetKey) {
        return receiver(ratchetKey).isPresent();
    }

    int skippedKeys() {
        return receivers.stream()
                .mapToInt(chain -> chain.seeds().skipped().size())
                .sum();
    }

    private Optional<ReceiverChain> receiver(PublicKey ratchetKey) {
        return receivers.stream()
                .filter(chain -> chain.ratchetKey().equals(ratchetKey))
                .findFirst();
    }

    /// The Diffie-Hellman step: the message's ratchet key opens a receiver chain and, once the message proved to be
    /// authentic, a new key pair of ours the next sender chain.
    private Transition<SessionState, DecryptResult> turnAndOpen(
            SignalMessage message, PublicKey ownIdentity, SecureRandom random) {
        RootKey.Step receiving = rootKey.turn(sender.ratchetKey(), message.ratchetKey());
        ReceiverChain fresh = ReceiverChain.start(message.ratchetKey(), receiving.chainKey());
        Transition<SessionState, DecryptResult> opened = open(message, ownIdentity, fresh);
        if (!(opened.result() instanceof Plaintext)) {
            return opened;
        }
        KeyPair ratchetKey = KeyPair.generate(random);
        RootKey.Step sending = receiving.rootKey().turn(ratchetKey, message.ratchetKey());
        SenderChain next = new SenderChain(ratchetKey, sending.chainKey());
        return new Transition<>(
                opened.next().sendingOn(sending.rootKey(), next, sender.lastCounter()), opened.result());
    }

    private Transition<SessionState, DecryptResult> open(
            SignalMessage message, PublicKey ownIdentity, ReceiverChain chain) {
        return switch (chain.seeds().take(message.counter())) {
            case SeedChain.Search.Spent() -> failed(new Duplicate());
            case SeedChain.Search.TooFar() -> failed(new FutureMessage());
            case SeedChain.Search.Found(SecretBytes seed, SeedChain rest) ->
                open(message, ownIdentity, MessageKeys.derive(seed), new ReceiverChain(chain.ratchetKey(), rest));
        };
    }

    private Transition<SessionState, DecryptResult> open(
            SignalMessage message, PublicKey ownIdentity, MessageKeys keys, ReceiverChain rest) {
        if (!message.isAuthentic(keys, remoteIdentity, ownIdentity)) {
            return failed(new BadMac());
        }
        try {
            Plaintext plaintext = new Plaintext(keys.decrypt(message.body()), remoteIdentity);
            return new Transition<>(receivedOn(rest), plaintext);
        } catch (CryptoException _) {
            return failed(new InvalidMessage("ciphertext of " + message.body().length + " bytes"));
        }
    }

    private Transition<SessionState, DecryptResult> failed(DecryptResult result) {
        return new Transition<>(this, result);
    }

    private SessionState sendingOn(RootKey newRootKey, SenderChain newSender, long newPreviousCounter) {
        return new SessionState(
                remoteIdentity,
                remoteRegistrationId,
                aliceBaseKey,
                newRootKey,
                newSender,
                newPreviousCounter,
                receivers,
                pendingPreKey);
    }

    /// Puts `chain` in the place of the one with its ratchet key, else in front.
    private SessionState receivedOn(ReceiverChain chain) {
        List<ReceiverChain> chains = knows(chain.ratchetKey())
                ? receivers.stream()
                        .map(old -> old.ratchetKey().equals(chain.ratchetKey()) ? chain : old)
                        .toList()
                : Stream.concat(Stream.of(chain), receivers.stream())
                        .limit(MAX_RECEIVER_CHAINS)
                        .toList();
        return new SessionState(
                remoteIdentity,
                remoteRegistrationId,
                aliceBaseKey,
                rootKey,
                sender,
                previousCounter,
                chains,
                Optional.empty());
    }
}
