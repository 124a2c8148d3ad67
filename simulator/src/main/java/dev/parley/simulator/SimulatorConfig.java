package dev.parley.simulator;

import dev.parley.simulator.passkey.RelyingParty;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/// How a simulator behaves. Made by [Simulator#builder()].
///
/// @param port on the loopback address; 0 takes any free one
/// @param mediaPort of the media server, on the loopback address; 0 takes any free one
/// @param minimumRevision the oldest web client let in, as the third number of its version; older ones get
///     failure 405
/// @param addressing what new phones use for direct chats
/// @param refreshQrAfterScan whether companions are asked for a new secret before they are linked
/// @param firstRefLifetime how long the first ref of six is shown
/// @param refLifetime how long each of the others is shown
/// @param pairingTimeout how long a companion may take to sign
/// @param silenceLimit after how long without any stanza a client is dropped
/// @param unclearedLimit after how long an uncleared stanza ends the stream; WhatsApp takes some 50 minutes
/// @param lowPreKeys a device is told when it has fewer one-time pre-keys left
/// @param queueLimit how many stanzas are kept for one device
/// @param stanzaLogLimit how many stanzas are kept for the log of one phone
/// @param linkCodeLifetime how long after a companion got a pairing code it can be typed
/// @param passkeyLifetime how long after it was asked for a passkey may be used
/// @param relyingParty for whom accounts' passkeys are made
public record SimulatorConfig(
        int port,
        int mediaPort,
        Clock clock,
        SecureRandom random,
        int minimumRevision,
        Addressing addressing,
        OfflineDelivery offlineDelivery,
        boolean refreshQrAfterScan,
        Duration firstRefLifetime,
        Duration refLifetime,
        Duration pairingTimeout,
        Duration silenceLimit,
        Duration unclearedLimit,
        int lowPreKeys,
        int queueLimit,
        int stanzaLogLimit,
        Duration linkCodeLifetime,
        Duration passkeyLifetime,
        RelyingParty relyingParty) {}
