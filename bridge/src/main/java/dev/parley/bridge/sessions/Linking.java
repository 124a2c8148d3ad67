package dev.parley.bridge.sessions;

import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import java.time.Instant;
import java.util.Optional;

/// What people are shown while a number is being linked.
record Linking(Optional<QrCode> qr, Optional<PairingCode> code, Optional<PasskeyView> passkey) {
    static final Linking NONE = new Linking(Optional.empty(), Optional.empty(), Optional.empty());

    /// A pairing code goes on beside it.
    Linking with(QrCode next) {
        return new Linking(Optional.of(next), code, Optional.empty());
    }

    /// QR codes go on beside it.
    Linking with(PairingCode next) {
        return new Linking(qr, Optional.of(next), Optional.empty());
    }

    Linking withoutCode() {
        return new Linking(qr, Optional.empty(), passkey);
    }

    /// Codes are over.
    static Linking of(PasskeyView passkey) {
        return new Linking(Optional.empty(), Optional.empty(), Optional.of(passkey));
    }

    /// What is still of use.
    Linking at(Instant now) {
        return new Linking(
                qr.filter(shown -> now.isBefore(shown.expiresAt())),
                code.filter(shown -> now.isBefore(shown.expiresAt())),
                passkey);
    }

    /// The part that the status tells; QR codes have a channel of their own.
    Linking withoutQr() {
        return new Linking(Optional.empty(), code, passkey);
    }
}
