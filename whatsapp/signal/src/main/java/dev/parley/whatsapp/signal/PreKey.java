package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.KeyPair;
import java.security.SecureRandom;

/// One of our own one-time pre-keys. Its public half is handed out to one initiator and its private half is deleted
/// when that initiator's first message has been decrypted.
///
/// @param id 1 to 16777215, from a counter that never goes back: a reused id makes a delayed message pick a wrong key
public record PreKey(int id, KeyPair keyPair) {

    public static PreKey generate(int id, SecureRandom random) {
        return new PreKey(id, KeyPair.generate(random));
    }
}
