package dev.parley.whatsapp.client.phone;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the account's phone was last seen. WhatsApp logs linked devices out when the phone is unused for 14
/// days, and nothing announces that; so the newest stanza of the phone counts as its sign of life, and a
/// phone that is silent for ten days is asked for one (passkey.md section 6.5). Thread-safe.
public final class PhoneWatch {
    private static final Logger log = LoggerFactory.getLogger(PhoneWatch.class);
    /// After this long without a sign the phone is asked for one.
    private static final Duration SILENCE = Duration.ofDays(10);
    private static final Duration PING_INTERVAL = Duration.ofDays(1);

    private final Vault vault;
    private final EventConsumer consumer;
    private final Runnable ping;
    private final InstantSource clock;

    /// @param ping sends the phone something that it answers with a receipt; may block
    public PhoneWatch(Vault vault, EventConsumer consumer, Runnable ping, InstantSource clock) {
        this.vault = vault;
        this.consumer = consumer;
        this.ping = ping;
        this.clock = clock;
    }

    /// The phone's last sign of life, to the hour; empty when there was none yet, which is nothing to worry
    /// about.
    public Optional<Instant> lastSeen() {
        return vault.transact(records -> records.phoneSeen().lastSeen());
    }

    /// Looks whether a received stanza comes from the phone: a message or receipt of the own account's device
    /// 0, or its answer to a request for media. Inside the transaction of the stanza.
    public void look(Records records, Node stanza, Account account) {
        boolean fromPhone =
                switch (stanza.tag()) {
                    case "message", "receipt" ->
                        stanza.jid("from")
                                .filter(from -> isPhone(from, account))
                                .isPresent();
                    case "notification" -> stanza.hasAttr("type", "mediaretry");
                    default -> false;
                };
        if (fromPhone && stanza.number("t").isPresent()) {
            // The stanza's own time: it may have waited on the server.
            seen(records, Instant.ofEpochSecond(Math.max(0, stanza.number("t").getAsLong())));
        }
    }

    /// The phone did something at that time.
    public void seen(Records records, Instant time) {
        Instant hour = (time.isAfter(clock.instant()) ? clock.instant() : time).truncatedTo(ChronoUnit.HOURS);
        if (records.phoneSeen().lastSeen().filter(last -> !hour.isAfter(last)).isEmpty()) {
            records.phoneSeen().write(hour);
            consumer.store(new StoredEvent.PhoneSeen(hour));
        }
    }

    /// Asks a phone that has been silent for long for a sign of life, once a day at most. Blocks. To be
    /// called after each login and now and then.
    ///
    /// @throws WhatsAppException when it could not be asked; the next call tries again
    public void askIfSilent() {
        Instant now = clock.instant();
        boolean silent = vault.transact(records -> records.phoneSeen()
                        .lastSeen()
                        .filter(last -> !now.isBefore(last.plus(SILENCE)))
                        .isPresent()
                && records.phoneSeen()
                        .lastPing()
                        .filter(last -> now.isBefore(last.plus(PING_INTERVAL)))
                        .isEmpty());
        if (silent) {
            log.info("The phone has been silent for {}: it is asked for a sign of life", SILENCE);
            ping.run();
            vault.update(records -> records.phoneSeen().writePing(now));
        }
    }

    private static boolean isPhone(Jid from, Account account) {
        return from.isPerson() && from.device() == 0 && account.owns(from);
    }
}
