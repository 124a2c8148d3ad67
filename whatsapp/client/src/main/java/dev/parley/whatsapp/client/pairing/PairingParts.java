package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.RelyingParty;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.vault.Vault;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/// What every connection that waits to be linked needs.
///
/// @param states where codes and questions to people go
/// @param timer only starts tasks on the executor
public record PairingParts(
        Vault vault,
        EventConsumer consumer,
        Consumer<StateEvent> states,
        RelyingParty relyingParty,
        PairingTimings timings,
        ScheduledExecutorService timer,
        Executor executor,
        InstantSource clock,
        SecureRandom random) {}
