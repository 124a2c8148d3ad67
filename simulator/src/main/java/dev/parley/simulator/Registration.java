package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;

/// What a companion says of itself when it connects to be linked.
///
/// @param noiseKey the static key of its handshake
record Registration(PublicKey noiseKey, PublicKey identity, int registrationId, PublishedSignedPreKey signedPreKey) {}
