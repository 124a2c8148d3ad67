package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.CompanionEphemeralIdentity;
import dev.parley.whatsapp.proto.EncryptedPairingRequest;
import dev.parley.whatsapp.proto.PairingRequest;
import dev.parley.whatsapp.proto.PrimaryEphemeralIdentity;
import dev.parley.whatsapp.proto.ProloguePayload;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/// The phone's side of the handshake between companion and phone (protocol notes, passkey 2.14, steps 3 and 4).
/// Written from the notes, apart from the engine's code for the other side.
final class PasskeyHandshake {
    private static final int LENGTH = 32;
    private static final int CODE_LENGTH = 8;
    private static final String CODE_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";
    private static final byte[] NO_SALT = {};

    private final byte[] payload;
    private final byte[] identity;
    private final CompanionEphemeralIdentity companion;
    private final byte[] commitment;
    private final Optional<Bytes> proof;
    private final KeyPair ephemeral;
    private final byte[] nonce;

    private PasskeyHandshake(
            byte[] payload,
            byte[] identity,
            CompanionEphemeralIdentity companion,
            byte[] commitment,
            Optional<Bytes> proof,
            KeyPair ephemeral,
            byte[] nonce) {
        this.payload = payload;
        this.identity = identity;
        this.companion = companion;
        this.commitment = commitment;
        this.proof = proof;
        this.ephemeral = ephemeral;
        this.nonce = nonce;
    }

    /// The phone's answer to a payload; empty when the payload has not the right form.
    static Optional<PasskeyHandshake> begin(Bytes payload, Optional<Bytes> proof, SecureRandom random) {
        byte[] nonce = new byte[LENGTH];
        random.nextBytes(nonce);
        return begin(payload, proof, KeyPair.generate(random), nonce);
    }

    static Optional<PasskeyHandshake> begin(Bytes payload, Optional<Bytes> proof, KeyPair ephemeral, byte[] nonce) {
        try {
            ProloguePayload prologue = ProloguePayload.parseFrom(payload.toByteArray());
            byte[] identity = prologue.getCompanionEphemeralIdentity().toByteArray();
            CompanionEphemeralIdentity companion = CompanionEphemeralIdentity.parseFrom(identity);
            byte[] commitment = prologue.getCommitment().getHash().toByteArray();
            boolean complete = companion.getPublicKey().size() == PublicKey.LENGTH
                    && companion.hasDeviceType()
                    && !companion.getRef().isEmpty()
                    && commitment.length == LENGTH
                    && proof.filter(bytes -> bytes.length() != LENGTH).isEmpty();
            return complete
                    ? Optional.of(new PasskeyHandshake(
                            payload.toByteArray(), identity, companion, commitment, proof, ephemeral, nonce))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    String ref() {
        return companion.getRef();
    }

    int deviceType() {
        return companion.getDeviceType();
    }

    /// What goes to the companion.
    PrimaryEphemeralIdentity.Builder continuation() {
        return PrimaryEphemeralIdentity.newBuilder()
                .setPublicKey(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setNonce(ByteString.copyFrom(nonce));
    }

    /// Whether the companion's nonce is the one that it committed to.
    boolean isCommittedTo(Bytes companionNonce) {
        return MessageDigest.isEqual(Sha256.of(identity, companionNonce.toByteArray()), commitment);
    }

    /// Whether the companion has proven that it showed the secret which this phone knows.
    boolean isProven(Bytes secret) {
        byte[] key = Hkdf.sha256(secret.toByteArray(), NO_SALT, utf8("shortcake-passkey-handoff-v1"), LENGTH);
        return proof.filter(bytes -> MessageDigest.isEqual(bytes.toByteArray(), HmacSha256.of(key, payload)))
                .isPresent();
    }

    /// The code that the phone shows, like `ABCD-1234`.
    String code(Bytes companionNonce) {
        byte[] hash =
                Sha256.of(companionNonce.toByteArray(), ephemeral.publicKey().bytes());
        StringBuilder code = new StringBuilder();
        for (int character = 0; character < CODE_LENGTH; character++) {
            int index = 0;
            for (int bit = character * 5; bit < character * 5 + 5; bit++) {
                int mixed = nonce[bit / 8] ^ hash[bit / 8];
                index = (index << 1) | ((mixed >> (7 - bit % 8)) & 1);
            }
            code.append(CODE_ALPHABET.charAt(index));
        }
        return code.insert(CODE_LENGTH / 2, '-').toString();
    }

    /// Opens the companion's encrypted request; empty when it is not for this phone, or damaged, or incomplete.
    Optional<PairingRequest> open(Bytes blob) {
        try {
            EncryptedPairingRequest sealed = EncryptedPairingRequest.parseFrom(blob.toByteArray());
            byte[] shared = Curve25519.agree(
                    ephemeral.privateKey(),
                    PublicKey.of(companion.getPublicKey().toByteArray()));
            byte[] salt = utf8("Companion Pairing " + deviceType() + " with ref " + ref());
            byte[] key = Hkdf.sha256(shared, salt, utf8("Pairing Information Encryption Key"), LENGTH);
            byte[] opened = AesGcm.decrypt(
                    key,
                    sealed.getIv().toByteArray(),
                    NO_SALT,
                    sealed.getEncryptedPayload().toByteArray());
            PairingRequest request = PairingRequest.parseFrom(opened);
            boolean complete = request.getCompanionPublicKey().size() == PublicKey.LENGTH
                    && request.getCompanionIdentityKey().size() == PublicKey.LENGTH
                    && request.getAdvSecret().size() == LENGTH;
            return complete ? Optional.of(request) : Optional.empty();
        } catch (InvalidProtocolBufferException | CryptoException _) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
