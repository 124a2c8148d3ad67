package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;

/// What became of a bundle. With anything but [Built] nothing in the store has changed.
public sealed interface BuildResult {

    /// The address has a fresh current session; the one before is archived.
    record Built() implements BuildResult {}

    /// The bundle's identity key is not the one stored for the address.
    /// To accept the new one call [SessionCipher#acceptIdentity], then build again.
    record UntrustedIdentity(PublicKey identityKey) implements BuildResult {}

    /// The signature is not the identity key's, or a key leads to no shared secret.
    ///
    /// @param reason in words for a log
    record InvalidBundle(String reason) implements BuildResult {}
}
