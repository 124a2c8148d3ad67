package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.wire.Bytes;
import java.security.SecureRandom;
import java.util.Optional;

/// What makes this device this device. Secret: never to a log.
///
/// @param noiseKey the static key of every handshake; the server knows the device by it
/// @param registrationId 1 to 16383, so that every client accepts it (messaging.md section 1.1)
/// @param advSecret 32 bytes that the QR code carries; the phone proves with it that it read the code
/// @param account empty until a phone accepted the device
public record Credentials(
        KeyPair noiseKey,
        KeyPair identityKey,
        int registrationId,
        int signedPreKeyId,
        Bytes advSecret,
        Optional<Account> account) {
    private static final int ADV_SECRET_LENGTH = 32;
    private static final int MAX_REGISTRATION_ID = 16_383;
    static final int FIRST_SIGNED_PRE_KEY_ID = 1;

    /// Everything new, for a device that no phone knows yet.
    public static Credentials generate(SecureRandom random) {
        return new Credentials(
                KeyPair.generate(random),
                KeyPair.generate(random),
                1 + random.nextInt(MAX_REGISTRATION_ID),
                FIRST_SIGNED_PRE_KEY_ID,
                newAdvSecret(random),
                Optional.empty());
    }

    public Credentials withNewAdvSecret(SecureRandom random) {
        return withAdvSecret(newAdvSecret(random));
    }

    /// @param agreed 32 bytes
    public Credentials withAdvSecret(Bytes agreed) {
        return new Credentials(noiseKey, identityKey, registrationId, signedPreKeyId, agreed, account);
    }

    public Credentials withAccount(Account linked) {
        return new Credentials(noiseKey, identityKey, registrationId, signedPreKeyId, advSecret, Optional.of(linked));
    }

    public Credentials withSignedPreKeyId(int id) {
        return new Credentials(noiseKey, identityKey, registrationId, id, advSecret, account);
    }

    private static Bytes newAdvSecret(SecureRandom random) {
        byte[] secret = new byte[ADV_SECRET_LENGTH];
        random.nextBytes(secret);
        return Bytes.wrap(secret);
    }

    @Override
    public String toString() {
        return "Credentials[" + (account.isPresent() ? "linked" : "not linked") + "]";
    }
}
