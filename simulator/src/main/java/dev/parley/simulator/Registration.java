package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.DeviceProps;

/// What a companion says of itself when it connects to be linked.
///
/// @param noiseKey the static key of its handshake
/// @param props what it is and how much history it wants
record Registration(
        PublicKey noiseKey,
        PublicKey identity,
        int registrationId,
        PublishedSignedPreKey signedPreKey,
        DeviceProps props) {}
