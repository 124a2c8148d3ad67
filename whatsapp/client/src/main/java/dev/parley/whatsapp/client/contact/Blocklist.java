package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whom the account has blocked (media-history-appstate.md section 6.7): kept as WhatsApp last told it, asked for
/// again after every login and whenever another device changed it. Thread-safe.
public final class Blocklist {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private final Vault vault;
    private final Link link;
    private final DeviceDirectory devices;
    private final IdentityMerger identities;
    private final EventConsumer consumer;

    public Blocklist(
            Vault vault, Link link, DeviceDirectory devices, IdentityMerger identities, EventConsumer consumer) {
        this.vault = vault;
        this.link = link;
        this.devices = devices;
        this.identities = identities;
        this.consumer = consumer;
    }

    /// Asks WhatsApp and keeps the answer.
    ///
    /// @throws WhatsAppException when WhatsApp cannot be asked
    public void refresh() {
        keep(link.request(iq("get"), TIMEOUT));
    }

    List<Person> people() {
        Optional<List<Person>> known =
                vault.transact(records -> records.people().blocklist().map(blocked -> people(records, blocked)));
        if (known.isPresent()) {
            return known.get();
        }
        refresh();
        return vault.transact(
                records -> people(records, records.people().blocklist().orElse(Set.of())));
    }

    /// WhatsApp takes a LID only, so somebody known by number alone is looked up first.
    void change(Jid person, boolean block) {
        Optional<Person> known =
                Optional.of(vault.transact(records -> records.lids().person(person)));
        if (known.get().lid().isEmpty()) {
            devices.ensureKnown(List.of(person));
            known = Optional.of(vault.transact(records -> records.lids().person(person)));
        }
        Jid lid = known.get()
                .lid()
                .orElseThrow(() -> new WhatsAppException.UnexpectedAnswer("WhatsApp does not know that person's LID"));
        Node.Builder item =
                Node.of("item").attr("action", block ? "block" : "unblock").attr("jid", lid);
        if (block) {
            item.attrIfPresent("pn_jid", known.get().pn());
        }
        Node answer = link.request(iq("set").child(item), TIMEOUT);
        if (answer.child("list").isPresent()) {
            keep(answer);
        } else {
            refresh();
        }
    }

    private static Node.Builder iq(String type) {
        return Node.of("iq").attr("to", Jid.SERVER).attr("type", type).attr("xmlns", "blocklist");
    }

    /// The items stand in a `list`, or in the answer itself.
    private void keep(Node answer) {
        List<Node> items = answer.child("list").orElse(answer).children("item");
        vault.update(records -> {
            Set<Jid> blocked = new LinkedHashSet<>();
            for (Node item : items) {
                Optional<Jid> jid = item.jid("jid").filter(Jid::isPerson).map(Jid::bare);
                identities.learn(records, jid, item.jid("pn_jid").filter(Jid::isPn));
                jid.ifPresent(blocked::add);
            }
            if (records.people().writeBlocklist(blocked)) {
                consumer.store(new StoredEvent.BlocklistChanged(people(records, blocked)));
            }
        });
    }

    private static List<Person> people(Records records, Set<Jid> blocked) {
        return blocked.stream().map(records.lids()::person).distinct().toList();
    }
}
