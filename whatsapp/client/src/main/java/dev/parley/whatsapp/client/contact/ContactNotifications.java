package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.VerifiedName;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.presence.OwnName;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Acts on the notifications about people (messaging.md section 9.5). What they do not say is asked for after the
/// commit, and after every login anyway.
public final class ContactNotifications {
    private static final Logger log = LoggerFactory.getLogger(ContactNotifications.class);
    private static final Duration MAX_TIMER = Duration.ofDays(10 * 365);

    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final Privacy privacy;
    private final Blocklist blocklist;
    private final OwnName ownName;
    private final InstantSource clock;

    public ContactNotifications(
            EventConsumer consumer,
            IdentityMerger identities,
            Privacy privacy,
            Blocklist blocklist,
            OwnName ownName,
            InstantSource clock) {
        this.consumer = consumer;
        this.identities = identities;
        this.privacy = privacy;
        this.blocklist = blocklist;
        this.ownName = ownName;
        this.clock = clock;
    }

    public void register(NotificationHandler notifications) {
        notifications
                .on("picture", (records, notification, _, _) -> picture(records, notification))
                .on("status", (records, notification, _, _) -> about(records, notification))
                .on("contacts", (records, notification, _, _) -> contacts(records, notification))
                .on("business", (records, notification, _, _) -> business(records, notification))
                .on("disappearing_mode", (records, notification, _, _) -> disappearingMode(records, notification))
                .on("devices", (records, notification, _, _) -> devices(records, notification))
                .on("account_sync", this::accountSync);
    }

    private void picture(Records records, Node notification) {
        for (Node change : notification.children()) {
            List<Jid> people = people(records, change, notification);
            switch (change.tag()) {
                case "set", "add" ->
                    people.forEach(jid ->
                            consumer.store(new StoredEvent.PictureChanged(person(records, jid), change.attr("id"))));
                case "delete" ->
                    people.forEach(jid -> consumer.store(new StoredEvent.PictureRemoved(person(records, jid))));
                default -> {
                    // Avatars, and requests that only phones answer.
                }
            }
        }
    }

    private void about(Records records, Node notification) {
        Optional<Jid> from = notification.jid("from").filter(Jid::isPerson);
        notification
                .child("set")
                .ifPresent(set -> from.ifPresent(jid -> consumer.store(new StoredEvent.AboutChanged(
                        person(records, jid), set.text().orElse(""), time(notification)))));
    }

    private void contacts(Records records, Node notification) {
        for (Node change : notification.children()) {
            switch (change.tag()) {
                case "update" ->
                    people(records, change, notification)
                            .forEach(jid -> consumer.store(new StoredEvent.ContactChanged(person(records, jid))));
                case "modify" -> numberChanged(records, change);
                default -> {
                    // Of the phone's address book, which comes by app state.
                }
            }
        }
    }

    /// The person is the same, so both pairs of names hold; the newer one is learned last.
    private void numberChanged(Records records, Node modify) {
        Optional<Jid> oldPn = modify.jid("old").filter(Jid::isPn);
        Optional<Jid> newPn = modify.jid("new").filter(Jid::isPn);
        Optional<Jid> oldLid = modify.jid("old_lid").filter(Jid::isLid);
        Optional<Jid> newLid = modify.jid("new_lid").filter(Jid::isLid);
        if (oldPn.isEmpty() || newPn.isEmpty()) {
            return;
        }
        identities.learn(records, oldPn, oldLid);
        Person before = person(records, oldPn.get());
        identities.learn(records, newPn, newLid);
        DeviceDirectory.forget(records, oldPn.get());
        DeviceDirectory.forget(records, newPn.get());
        consumer.store(new StoredEvent.NumberChanged(before, person(records, newPn.get())));
    }

    private void business(Records records, Node notification) {
        Optional<Jid> from = notification.jid("from").filter(Jid::isPerson);
        if (from.isEmpty()) {
            return;
        }
        Person person = person(records, from.get());
        for (Node change : notification.children()) {
            switch (change.tag()) {
                case "verified_name" ->
                    change.bytes()
                            .flatMap(VerifiedName::parse)
                            .ifPresent(name ->
                                    consumer.store(new StoredEvent.BusinessNameChanged(person, Optional.of(name))));
                case "remove" -> consumer.store(new StoredEvent.BusinessNameChanged(person, Optional.empty()));
                case "profile" -> consumer.store(new StoredEvent.ContactChanged(person));
                default -> {
                    // Catalogues and subscriptions are not this inbox's.
                }
            }
        }
    }

    private void disappearingMode(Records records, Node notification) {
        notification
                .jid("from")
                .filter(Jid::isPerson)
                .ifPresent(from -> notification
                        .child("disappearing_mode")
                        .ifPresent(mode -> timer(records, from, mode, notification)));
    }

    private void timer(Records records, Jid person, Node mode, Node notification) {
        long seconds = Math.clamp(mode.number("duration").orElse(0), 0, MAX_TIMER.toSeconds());
        consumer.store(new StoredEvent.DisappearingModeChanged(
                person(records, person),
                Duration.ofSeconds(seconds),
                mode.time("t").orElseGet(() -> time(notification))));
    }

    /// Some contact's devices changed, and WhatsApp names it by its hash alone (messaging.md section 2.4).
    private static void devices(Records records, Node notification) {
        notification
                .child("update")
                .flatMap(update -> update.attr("hash"))
                .ifPresent(hash -> ContactHashes.matching(records, hash)
                        .forEach(person -> DeviceDirectory.forget(records, person)));
    }

    private void accountSync(Records records, Node notification, Account account, Answers answers) {
        Person self = new Person(Optional.of(account.pn()), Optional.of(account.lid()));
        notification.attr("pushname").ifPresent(name -> ownName.learn(records, name, account, answers));
        for (Node change : notification.children()) {
            switch (change.tag()) {
                case "privacy" -> answers.afterwards(() -> attempt(privacy::refresh));
                case "blocklist" -> answers.afterwards(() -> attempt(blocklist::refresh));
                case "picture" -> consumer.store(new StoredEvent.PictureChanged(self, Optional.empty()));
                case "status" -> consumer.store(new StoredEvent.ContactChanged(self));
                case "disappearing_mode" -> timer(records, account.pn(), change, notification);
                default -> {
                    // Devices are another's business, terms of service nobody's.
                }
            }
        }
    }

    private static void attempt(Runnable refresh) {
        try {
            refresh.run();
        } catch (WhatsAppException e) {
            // Every login asks again.
            log.info("A change of the account was not fetched: {}", e.getMessage());
        }
    }

    /// Whom a change names: by address, by hash, or as the sender of the notification.
    private static List<Jid> people(Records records, Node change, Node notification) {
        Optional<Jid> named = change.jid("jid");
        if (named.isPresent()) {
            return named.filter(Jid::isPerson).stream().toList();
        }
        Optional<String> hash = change.attr("hash");
        if (hash.isPresent()) {
            return ContactHashes.matching(records, hash.get());
        }
        return notification.jid("from").filter(Jid::isPerson).stream().toList();
    }

    private static Person person(Records records, Jid jid) {
        return records.lids().person(jid);
    }

    private Instant time(Node notification) {
        return notification.time("t").orElseGet(clock::instant);
    }
}
