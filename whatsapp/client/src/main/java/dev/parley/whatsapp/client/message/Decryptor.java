package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.device.IdentityChanges;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.SessionCipher;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.Optional;

/// Decrypts the pairwise `enc` of a message under the right address.
final class Decryptor {
    private final IdentityChanges identityChanges;
    private final SecureRandom random;

    Decryptor(IdentityChanges identityChanges, SecureRandom random) {
        this.identityChanges = identityChanges;
        this.random = random;
    }

    /// Whether this kind of `enc` is one between two devices.
    static boolean isPairwise(Node enc) {
        return enc.hasAttr("type", "msg") || enc.hasAttr("type", "pkmsg");
    }

    /// Decrypts, accepting a new identity of the sender as WhatsApp's own client does (messaging.md section
    /// 1.10).
    DecryptResult decrypt(Records records, Jid sender, Node enc) {
        Ciphertext ciphertext = Ciphertext.of(
                enc.hasAttr("type", "pkmsg") ? Ciphertext.Type.PREKEY : Ciphertext.Type.MESSAGE,
                enc.bytes().map(Bytes::toByteArray).orElse(new byte[0]));
        Optional<Jid> lid = sender.isPn()
                ? records.lids().lidOf(sender).map(found -> found.withDevice(sender.device()))
                : Optional.empty();
        DecryptResult result = decrypt(records, lid.orElse(sender), ciphertext);
        Optional<Jid> pn = pnWithSession(records, lid.orElse(sender));
        if (pn.isEmpty() || result instanceof DecryptResult.Plaintext || result instanceof DecryptResult.Duplicate) {
            return result;
        }
        // The session was made under the phone number before the LID was known (messaging.md section 3.3).
        records.signal().moveToLid(pn.get(), lid.orElse(sender));
        return decrypt(records, lid.orElse(sender), ciphertext);
    }

    private DecryptResult decrypt(Records records, Jid device, Ciphertext ciphertext) {
        SignalAddress address = SignalRecords.address(device);
        SessionCipher cipher = new SessionCipher(records.signal(), random);
        DecryptResult result = cipher.decrypt(address, ciphertext);
        if (result instanceof DecryptResult.UntrustedIdentity untrusted) {
            cipher.acceptIdentity(address, untrusted.identityKey());
            identityChanges.changed(records, device);
            return cipher.decrypt(address, ciphertext);
        }
        return result;
    }

    private static Optional<Jid> pnWithSession(Records records, Jid device) {
        return device.isLid()
                ? records.lids()
                        .pnOf(device)
                        .map(pn -> pn.withDevice(device.device()))
                        .filter(pn -> records.signal()
                                .session(SignalRecords.address(pn))
                                .isPresent())
                : Optional.empty();
    }
}
