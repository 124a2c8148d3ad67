package dev.parley.simulator;

/// Whether an account demands a passkey of whoever links a companion.
public enum PasskeyPolicy {
    OFF,
    REQUIRED,
    /// The phone asks its owner to create one first; until then nothing is linked, and the companion is told
    /// nothing.
    REQUIRED_NO_PASSKEY
}
