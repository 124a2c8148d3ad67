package dev.parley.whatsapp.client.device;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.StoredDeviceList;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who has which devices and which names: from the store when it is known, else from WhatsApp. Thread-safe.
public final class DeviceDirectory {
    private final Vault vault;
    private final Usync usync;
    private final IdentityMerger identities;

    public DeviceDirectory(Vault vault, Usync usync, IdentityMerger identities) {
        this.vault = vault;
        this.usync = usync;
        this.identities = identities;
    }

    /// The devices of one user, addressed as that user; empty when they are not known yet.
    public static List<Jid> known(Records records, Jid user) {
        return records.deviceLists()
                .read(user)
                .map(list -> list.getDeviceList().stream().map(user::withDevice).toList())
                .orElse(List.of());
    }

    /// Makes sure that names and devices of all users are known, asking WhatsApp about the others in one
    /// question.
    ///
    /// @param users by phone number or LID
    /// @throws WhatsAppException when WhatsApp does not answer, or cannot say
    public void ensureKnown(Collection<Jid> users) {
        Set<Jid> unknown = new LinkedHashSet<>();
        vault.update(records -> users.stream()
                .map(Jid::bare)
                .filter(user -> !isKnown(records, user))
                .forEach(unknown::add));
        if (unknown.isEmpty()) {
            return;
        }
        UsyncAnswer answer = usync.ask(
                "message",
                List.of(
                        Node.of("devices").attr("version", 2).build(),
                        Node.of("lid").build()),
                unknown.stream()
                        .map(user -> Node.of("user").attr("jid", user).build())
                        .toList());
        // Who is not answered for has no device; but here nobody is.
        requireNoFailure(answer, "devices");
        vault.update(records -> answer.users().forEach(user -> learn(records, user)));
    }

    /// Asks WhatsApp who has these numbers, in one question.
    ///
    /// @param phones in international form with `+`
    /// @return by the number asked for; who is missing is not on WhatsApp. A person's own number is WhatsApp's:
    ///     it may be written differently (messaging.md section 6.2)
    public Map<String, Person> lookUp(List<String> phones) {
        UsyncAnswer answer = usync.ask(
                "interactive",
                List.of(
                        Node.of("contact").build(),
                        Node.of("devices").attr("version", 2).build(),
                        Node.of("lid").build()),
                phones.stream()
                        .distinct()
                        .map(phone -> Node.of("user")
                                .child(Node.of("contact").content(phone))
                                .build())
                        .toList());
        requireNoFailure(answer, "contact");
        return vault.transact(records -> {
            Map<String, Person> found = new HashMap<>();
            answer.users()
                    .forEach(user -> asked(user, phones)
                            .ifPresent(phone -> user.jid("jid")
                                    .filter(Jid::isPerson)
                                    .ifPresent(jid -> {
                                        learn(records, user);
                                        found.put(phone, records.lids().person(jid));
                                    })));
            return found;
        });
    }

    private static void requireNoFailure(UsyncAnswer answer, String protocol) {
        UsyncAnswer.Failure failure = answer.failures().get(protocol);
        if (failure != null) {
            throw new WhatsAppException.IqError(failure.code(), failure.text());
        }
    }

    /// The number that a `user` node answers for, if somebody has it: WhatsApp echoes it, with or without `+`.
    private static Optional<String> asked(Node user, List<String> phones) {
        return user.child("contact")
                .filter(contact -> contact.hasAttr("type", "in"))
                .flatMap(Node::text)
                .flatMap(echo -> phones.stream()
                        .filter(phone -> digits(phone).equals(digits(echo)))
                        .findFirst());
    }

    private static String digits(String phone) {
        return phone.startsWith("+") ? phone.substring(1) : phone;
    }

    /// Forgets what is known of a user's devices under both names: the next message asks again.
    public static void forget(Records records, Jid user) {
        Person person = records.lids().person(user);
        person.pn().ifPresent(records.deviceLists()::forget);
        person.lid().ifPresent(records.deviceLists()::forget);
    }

    private static boolean isKnown(Records records, Jid user) {
        return records.deviceLists().read(user).isPresent()
                && (user.isLid() || records.lids().lidOf(user).isPresent());
    }

    private void learn(Records records, Node answer) {
        Optional<Jid> asked = answer.jid("jid").map(Jid::bare).filter(Jid::isPerson);
        if (asked.isEmpty()) {
            return;
        }
        Optional<Jid> lid = answer.child("lid").flatMap(node -> node.jid("val")).filter(Jid::isLid);
        if (asked.get().isPn()) {
            lid.ifPresent(found -> identities.learn(records, found, asked.get()));
        } else {
            answer.jid("pn_jid").filter(Jid::isPn).ifPresent(pn -> identities.learn(records, asked.get(), pn));
        }
        answer.child("devices")
                .filter(devices -> devices.child("device-list").isPresent())
                .ifPresent(devices -> {
                    StoredDeviceList list = KeyIndexFilter.devices(devices);
                    // Both names share their device numbers.
                    records.deviceLists().write(asked.get(), list);
                    lid.ifPresent(found -> records.deviceLists().write(found, list));
                });
    }
}
