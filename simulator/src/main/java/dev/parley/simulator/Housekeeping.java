package dev.parley.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What happens by time alone: refs expire, silent clients are dropped, stanzas left uncleared end the
/// stream. [#tick()] does all that is due. Thread-safe.
final class Housekeeping {
    /// How long a client may take to hang up after its farewell.
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /// WhatsApp unlinks all companions of a phone that was away for longer.
    private static final Duration LONGEST_SILENCE = Duration.ofDays(14);

    private final SimulatorConfig config;
    private final ServerClock clock;
    private final Directory directory;
    private final PairingDesk pairingDesk;
    private final Connections connections;
    private final FaultyMail mail;
    private final Unlinking unlinking;

    Housekeeping(
            SimulatorConfig config,
            ServerClock clock,
            Directory directory,
            PairingDesk pairingDesk,
            Connections connections,
            FaultyMail mail,
            Unlinking unlinking) {
        this.config = config;
        this.clock = clock;
        this.directory = directory;
        this.pairingDesk = pairingDesk;
        this.connections = connections;
        this.mail = mail;
        this.unlinking = unlinking;
    }

    void tick() {
        Instant now = clock.now();
        directory.lockedRun(() -> {
            pairingDesk.tick();
            mail.tick();
            directory.accounts().stream()
                    .map(Account::primary)
                    .filter(phone -> phone.session().isPresent())
                    .forEach(phone -> phone.seen(now));
            directory.accounts().stream()
                    .filter(account -> account.primary().isSilentSince(now.minus(LONGEST_SILENCE)))
                    .forEach(account -> account.companions().forEach(unlinking::unlink));
            directory
                    .accounts()
                    .forEach(account -> account.companions()
                            .forEach(device -> endIfUncleared(device, now.minus(config.unclearedLimit()))));
        });
        connections.dropSilent(now.minus(config.silenceLimit()), now.minus(FAREWELL));
    }

    private static void endIfUncleared(Device device, Instant sentBefore) {
        Optional<DeviceSession> session = device.session();
        Optional<Delivery> overdue = device.queue()
                .oldestUncleared()
                .filter(delivery ->
                        delivery.sentAt().filter(sentBefore::isAfter).isPresent());
        if (session.isPresent() && overdue.isPresent()) {
            session.get().close(StreamErrors.uncleared(overdue.get().stanza()));
        }
    }
}
