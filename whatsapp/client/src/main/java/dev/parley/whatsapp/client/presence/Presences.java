package dev.parley.whatsapp.client.presence;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the owner is there, and what others learn of it (messaging.md sections 9.1 to 9.3). Unavailable until
/// told otherwise: while available, others see "online" and the phone shows no notifications. What is told here
/// holds for later connections too, and not beyond the life of the client. Nothing of it is queued. Thread-safe.
public final class Presences {
    private static final Logger log = LoggerFactory.getLogger(Presences.class);
    /// How many people can be followed at once; WhatsApp Web follows the chats on its screen.
    private static final int MAX_SUBSCRIPTIONS = 1000;

    private final Vault vault;
    private final Link link;
    private final BiFunction<Records, Jid, Optional<Node>> privacyTokens;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by `lock`, which is never waited for inside a transaction.
    private final Set<Jid> subscriptions = new LinkedHashSet<>();

    /// These two are changed under `lock`: what was asked for, and whether WhatsApp could be told.
    private volatile boolean wanted;

    private volatile boolean told;

    /// @param privacyTokens the `tctoken` by which a person lets this account see them, if they gave one
    public Presences(
            Vault vault, Link link, BiFunction<Records, Jid, Optional<Node>> privacyTokens, InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.privacyTokens = privacyTokens;
        this.clock = clock;
    }

    /// Tells WhatsApp whether the owner is there, now and after every login. Others see a name with it, so as
    /// long as the own push name is unknown nobody is told; that is made up for once it is known.
    public void setAvailable(boolean available) {
        lock.lock();
        try {
            boolean before = wanted;
            wanted = available;
            if (available || before) {
                announce();
            }
            if (available && !before) {
                subscriptions.forEach(this::subscribeNow);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether others are told that the owner is there. Never waits.
    public boolean isAvailable() {
        return wanted && told;
    }

    /// Shows in a chat what the owner does. Repeat it every ten seconds while it goes on: WhatsApp forgets it
    /// after about 25.
    ///
    /// @param chat the person, under either name
    /// @return whether it was sent: WhatsApp shows nothing of somebody who is not available or not connected
    public boolean typing(Jid chat, ChatState state) {
        Node doing =
                switch (state) {
                    case COMPOSING -> Node.of("composing").build();
                    case RECORDING ->
                        Node.of("composing").attr("media", "audio").build();
                    case PAUSED -> Node.of("paused").build();
                };
        return isAvailable()
                && send(Node.of("chatstate")
                        .attr("to", address(chat))
                        .child(doing)
                        .build());
    }

    /// Follows a person's presence and typing, now and after every login, as far as their privacy lets it be
    /// seen. Needs to be available. The first state comes at once.
    ///
    /// @throws IllegalStateException when a thousand people are followed already
    public void subscribe(Jid person) {
        lock.lock();
        try {
            if (!subscriptions.contains(person.bare()) && subscriptions.size() >= MAX_SUBSCRIPTIONS) {
                throw new IllegalStateException("no more than " + MAX_SUBSCRIPTIONS + " people can be followed");
            }
            subscriptions.add(person.bare());
            if (wanted) {
                subscribeNow(person.bare());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends [#subscribe].
    public void unsubscribe(Jid person) {
        lock.lock();
        try {
            if (subscriptions.remove(person.bare())) {
                send(Node.of("presence")
                        .attr("type", "unsubscribe")
                        .attr("to", address(person))
                        .build());
            }
        } finally {
            lock.unlock();
        }
    }

    /// To be called after every login: presence ends with its connection, and the name that goes with the
    /// account's messages is told with it, also by who is not there.
    public void resume() {
        lock.lock();
        try {
            announce();
            if (wanted) {
                subscriptions.forEach(this::subscribeNow);
            }
        } finally {
            lock.unlock();
        }
    }

    /// To be called when the owner's push name has changed: others are told the new one.
    public void nameChanged() {
        lock.lock();
        try {
            announce();
        } finally {
            lock.unlock();
        }
    }

    /// To be called when a person has given a new privacy token: a subscription holds only with the latest.
    public void tokenChanged(Jid person) {
        lock.lock();
        try {
            Person renewed = vault.transact(records -> records.lids().person(person));
            if (wanted) {
                subscriptions.stream()
                        .filter(followed -> renewed.pn()
                                        .filter(followed::equals)
                                        .isPresent()
                                || renewed.lid().filter(followed::equals).isPresent())
                        .forEach(this::subscribeNow);
            }
        } finally {
            lock.unlock();
        }
    }

    private void announce() {
        Optional<String> name = vault.transact(records -> records.people().ownName());
        if (name.isEmpty()) {
            log.info("Nobody is told of this account's presence before its name is known");
            told = false;
            return;
        }
        if (wanted) {
            send(Node.of("ib")
                    .child(Node.of("unified_session").attr("id", session()))
                    .build());
        }
        told = send(Node.of("presence")
                .attr("type", wanted ? "available" : "unavailable")
                .attr("name", name.get())
                .build());
    }

    /// What WhatsApp Web sends along (connection.md section 8.2).
    private long session() {
        return clock.instant().plus(Duration.ofDays(3)).toEpochMilli()
                % Duration.ofDays(7).toMillis();
    }

    private void subscribeNow(Jid person) {
        Node.Builder subscribe = Node.of("presence").attr("type", "subscribe").attr("to", address(person));
        vault.transact(records -> privacyTokens.apply(records, person)).ifPresent(subscribe::child);
        send(subscribe.build());
    }

    private Jid address(Jid person) {
        return vault.transact(records -> records.addressOf(person));
    }

    private boolean send(Node node) {
        try {
            Connection connection = link.connection();
            connection.send(node);
            return true;
        } catch (WhatsAppException.NotConnected _) {
            // Presence is never queued: the next login begins anew.
            return false;
        }
    }
}
