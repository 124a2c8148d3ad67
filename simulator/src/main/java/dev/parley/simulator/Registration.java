package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;

/// What a companion says of itself when it connects to be linked.
///
/// @param noiseKey the static key of its handshake
/// @param platformType a number of `DeviceProps.PlatformType`
record Registration(
        PublicKey noiseKey,
        PublicKey identity,
        int registrationId,
        PublishedSignedPreKey signedPreKey,
        int platformType) {}
