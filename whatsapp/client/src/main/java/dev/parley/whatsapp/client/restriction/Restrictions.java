package dev.parley.whatsapp.client.restriction;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.iq.Mex;
import dev.parley.whatsapp.client.iq.MexJson;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What WhatsApp does not let the account do for a time: write to new people at all, or to more of them
/// (passkey.md sections 6.2 and 6.3). Asked for after every login and when a message was refused for it, new
/// chats also every hour, and told by WhatsApp when it changes. Thread-safe.
public final class Restrictions {
    private static final Logger log = LoggerFactory.getLogger(Restrictions.class);

    private static final Mex.Query TIMELOCK =
            new Mex.Query(List.of("23983697327930364"), "{\"variables\":{}}", "xwa2_fetch_account_reachout_timelock");
    /// The second id is that of a newer bundle of the web client.
    private static final Mex.Query NEW_CHAT_CAP = new Mex.Query(
            List.of("24503548349331633", "27910975521856601"),
            "{\"variables\":{\"input\":{\"type\":\"INDIVIDUAL_NEW_CHAT_THREAD\"}}}",
            "xwa2_message_capping_info");
    private static final String TIMELOCK_UPDATE = "NotificationUserReachoutTimelockUpdate";
    private static final String TIMELOCK_DATA = "xwa2_notify_account_reachout_timelock";
    private static final String CAP_UPDATE = "MessageCappingInfoNotification";
    private static final String CAP_DATA = "xwa2_notify_new_chat_messages_capping_info_update";

    /// What the web client assumes of a lock that is announced without an end.
    private static final Duration UNTIL_ASKED = Duration.ofSeconds(60);
    /// Refused messages make us ask at most this often.
    private static final Duration ASK_INTERVAL = Duration.ofSeconds(30);

    private final Vault vault;
    private final Mex mex;
    private final EventConsumer consumer;
    private final Executor executor;
    private final InstantSource clock;
    /// How often WhatsApp told of each by itself. An answer that was asked for before is no newer than that.
    private final AtomicInteger timelocksTold = new AtomicInteger();
    private final AtomicInteger capsTold = new AtomicInteger();
    private final AtomicReference<Instant> lastRefusal = new AtomicReference<>(Instant.MIN);

    /// @param executor a thread for each task, which may block
    public Restrictions(Vault vault, Mex mex, EventConsumer consumer, Executor executor, InstantSource clock) {
        this.vault = vault;
        this.mex = mex;
        this.consumer = consumer;
        this.executor = executor;
        this.clock = clock;
    }

    public void register(NotificationHandler notifications) {
        notifications.on("mex", (records, notification, _, answers) -> read(records, notification, answers));
    }

    /// The lock on first contacts, if there is one now. It counts as lifted when its end passes.
    public Optional<ReachOutTimelock> timelock() {
        return vault.transact(this::timelock);
    }

    /// As [#timelock()], inside a transaction.
    public Optional<ReachOutTimelock> timelock(Records records) {
        return records.restrictions().timelock().filter(lock -> lock.isActive(clock.instant()));
    }

    /// How many new chats the account may start, as last heard in the cycle that goes on now.
    public Optional<NewChatCap> newChatCap() {
        return vault.transact(this::newChatCap);
    }

    /// As [#newChatCap()], inside a transaction.
    public Optional<NewChatCap> newChatCap(Records records) {
        return records.restrictions()
                .newChatCap()
                .filter(cap -> cap.cycleEnd().filter(clock.instant()::isAfter).isEmpty());
    }

    /// Asks WhatsApp for both. Blocks.
    ///
    /// @throws WhatsAppException when WhatsApp does not answer
    public void refresh() {
        refreshTimelock();
        refreshNewChatCap();
    }

    /// Asks how many new chats are left, as the web client does each hour. Blocks.
    ///
    /// @throws WhatsAppException when WhatsApp does not answer
    public void refreshNewChatCap() {
        ask(NEW_CHAT_CAP, capsTold, (records, fields) -> heard(records, MexRestrictions.cap(fields)));
    }

    /// A message was refused because of a restriction: asks which one it is, in the background, unless that
    /// was done a moment ago.
    public void refused() {
        Instant now = clock.instant();
        Instant before = lastRefusal.get();
        if (now.minus(ASK_INTERVAL).isBefore(before) || !lastRefusal.compareAndSet(before, now)) {
            return;
        }
        executor.execute(() -> {
            try {
                refresh();
            } catch (WhatsAppException e) {
                // The next refused message asks again, and so does the next login.
                log.info("Whether the account is restricted could not be asked: {}", e.getMessage());
            }
        });
    }

    private void refreshTimelock() {
        ask(TIMELOCK, timelocksTold, (records, fields) -> heard(records, MexRestrictions.timelock(fields)));
    }

    private void ask(Mex.Query query, AtomicInteger told, BiConsumer<Records, MexJson.Fields> heed) {
        int before = told.get();
        mex.ask(query)
                .ifPresent(fields -> vault.update(records -> {
                    if (told.get() == before) {
                        heed.accept(records, fields);
                    }
                }));
    }

    private void read(Records records, Node notification, Answers answers) {
        Optional<Node> update = notification.child("update");
        String json = update.flatMap(Node::text).orElse("");
        switch (update.map(node -> node.attrOrEmpty("op_name")).orElse("")) {
            case TIMELOCK_UPDATE ->
                MexJson.data(json, TIMELOCK_DATA).ifPresent(fields -> pushed(records, fields, answers));
            case CAP_UPDATE ->
                MexJson.data(json, CAP_DATA).ifPresent(fields -> {
                    capsTold.incrementAndGet();
                    heard(records, MexRestrictions.cap(fields));
                });
            default -> {
                // Channels, user names and whatever comes next: nobody's here.
            }
        }
    }

    /// A lock without an end holds for a minute; until then WhatsApp has been asked.
    private void pushed(Records records, MexJson.Fields fields, Answers answers) {
        timelocksTold.incrementAndGet();
        ReachOutTimelock lock = MexRestrictions.timelock(fields);
        if (lock.active() && lock.until().isEmpty()) {
            heard(
                    records,
                    new ReachOutTimelock(true, Optional.of(clock.instant().plus(UNTIL_ASKED)), lock.enforcementType()));
            answers.afterwards(this::refused);
        } else {
            heard(records, lock);
        }
    }

    private void heard(Records records, ReachOutTimelock lock) {
        Optional<ReachOutTimelock> before = records.restrictions().timelock();
        // That there is no lock is no news where there never was one.
        if (!before.equals(Optional.of(lock)) && (before.isPresent() || lock.active())) {
            consumer.store(new StoredEvent.ReachOutTimelockChanged(lock));
        }
        records.restrictions().write(lock);
    }

    private void heard(Records records, NewChatCap cap) {
        if (!records.restrictions().newChatCap().equals(Optional.of(cap))) {
            consumer.store(new StoredEvent.NewChatCapChanged(cap));
        }
        records.restrictions().write(cap);
    }
}
