package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connector;
import dev.parley.whatsapp.client.connection.Keepalive;
import dev.parley.whatsapp.client.connection.VersionFinder;
import dev.parley.whatsapp.client.media.MediaTransport;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.MDC;

/// What a client gets from the process it runs in; shared by all clients.
///
/// @param executor a thread for each task, which may block
/// @param timer only starts tasks on the executor
record Environment(
        Connector connector,
        VersionFinder versions,
        Keepalive keepalive,
        MediaTransport media,
        Executor executor,
        ScheduledExecutorService timer,
        Clock clock,
        SecureRandom random,
        RelyingParty relyingParty,
        PairingTimings pairingTimings) {
    /// The same for one client: what its tasks log carries the client's name as `session`.
    Environment named(String client) {
        return new Environment(
                connector,
                versions,
                keepalive,
                media,
                task -> executor.execute(() -> {
                    try (var _ = MDC.putCloseable("session", client)) {
                        task.run();
                    }
                }),
                timer,
                clock,
                random,
                relyingParty,
                pairingTimings);
    }
}
