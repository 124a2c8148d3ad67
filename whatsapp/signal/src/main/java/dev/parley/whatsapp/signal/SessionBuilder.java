package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.signal.BuildResult.Built;
import dev.parley.whatsapp.signal.BuildResult.InvalidBundle;
import dev.parley.whatsapp.signal.BuildResult.UntrustedIdentity;
import java.security.SecureRandom;

/// Starts sessions as the initiator. (The responder's are built by [SessionCipher] from the first message.)
/// Without state of its own; see [SignalStore] for the lock and the transaction that the caller holds.
public final class SessionBuilder {
    private final SignalStore store;
    private final SecureRandom random;

    public SessionBuilder(SignalStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /// Builds a session with the device that published `bundle` and makes it the address's current one.
    /// The first identity key seen for an address is trusted.
    public BuildResult build(SignalAddress address, PreKeyBundle bundle) {
        if (!bundle.isAuthentic()) {
            return new InvalidBundle("signature of signed pre-key " + bundle.signedPreKeyId());
        }
        if (!store.isTrusted(address, bundle.identityKey())) {
            return new UntrustedIdentity(bundle.identityKey());
        }
        try {
            SessionState fresh = SessionState.initiate(store.ownIdentity(), bundle, random);
            SessionRecord record = store.session(address).orElse(SessionRecord.EMPTY);
            store.storeIdentity(address, bundle.identityKey());
            store.storeSession(address, record.withCurrent(fresh));
            return new Built();
        } catch (InvalidKeyException _) {
            return new InvalidBundle("a key without shared secret");
        }
    }
}
