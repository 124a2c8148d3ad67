package dev.parley.simulator;

/// What can go differently while a companion is linked with a passkey (protocol notes, passkey 4.5).
public enum PasskeyFault {
    /// The request comes without its options; they are to be asked for.
    OMIT_OPTIONS,
    /// The request comes twice, with two challenges, of which the second counts.
    ASK_TWICE,
    /// A right answer is refused with 401.
    REFUSE_ANSWER,
    /// The phone's public key has 31 bytes.
    SHORT_KEY,
    /// The phone's nonce has 31 bytes.
    SHORT_NONCE,
    /// Before the phone's continuation comes a forged one from a user's JID.
    FORGED_CONTINUATION,
    /// The pairing request arrives with a bit flipped, so that the phone cannot open it and stays silent.
    BAD_TAG,
    /// The phone seals its signature with the secret that it knew before.
    OLD_SECRET,
    /// The `pair-success` has two children more, which the web client reads and does not use.
    ENCRYPTION_METADATA,
    /// A typed code is answered with `refresh_code` and the passkey request at once, without a `primary_hello`.
    SKIP_PRIMARY_HELLO,
    /// The companion is removed 17 seconds after it was linked.
    REMOVE_AFTER_LINK
}
