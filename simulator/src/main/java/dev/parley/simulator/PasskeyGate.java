package dev.parley.simulator;

import dev.parley.simulator.passkey.Passkey;
import dev.parley.whatsapp.wire.Bytes;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an account demands of its companions beside the scan, and how its phone behaves then. Guarded by the
/// directory's lock.
final class PasskeyGate {
    private PasskeyPolicy policy = PasskeyPolicy.OFF;
    private Set<PasskeyFault> faults = EnumSet.noneOf(PasskeyFault.class);
    private boolean appOpen = true;
    private final Map<Bytes, Passkey> passkeys = new LinkedHashMap<>();
    private @Nullable PasskeyCeremony latest;

    PasskeyPolicy policy() {
        return policy;
    }

    void policy(PasskeyPolicy latestPolicy) {
        policy = latestPolicy;
    }

    boolean has(PasskeyFault fault) {
        return faults.contains(fault);
    }

    void faults(Set<PasskeyFault> latestFaults) {
        faults = latestFaults.isEmpty() ? EnumSet.noneOf(PasskeyFault.class) : EnumSet.copyOf(latestFaults);
    }

    /// Whether the phone answers companions.
    boolean appOpen() {
        return appOpen;
    }

    void appOpen(boolean open) {
        appOpen = open;
    }

    void register(Passkey passkey) {
        passkeys.put(passkey.credentialId(), passkey);
    }

    List<Passkey> passkeys() {
        return List.copyOf(passkeys.values());
    }

    Optional<PublicKey> key(Bytes credentialId) {
        return Optional.ofNullable(passkeys.get(credentialId)).map(Passkey::publicKey);
    }

    Optional<PasskeyCeremony> latest() {
        return Optional.ofNullable(latest);
    }

    void began(PasskeyCeremony ceremony) {
        latest = ceremony;
    }
}
