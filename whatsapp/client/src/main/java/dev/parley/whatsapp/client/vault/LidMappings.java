package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Which LID and which phone number are one person. Only users are mapped: both names share their device numbers.
/// A phone number has one LID at a time; the newest mapping wins.
public final class LidMappings {
    private final Transaction transaction;

    LidMappings(Transaction transaction) {
        this.transaction = transaction;
    }

    /// The LID of a phone number, without device.
    public Optional<Jid> lidOf(Jid pn) {
        return user(pn.bare()).map(Jid::lid);
    }

    /// The phone number of a LID, without device.
    public Optional<Jid> pnOf(Jid lid) {
        return user(lid.bare()).map(Jid::pn);
    }

    /// The person behind either name, with the other one if it is known.
    public Person person(Jid jid) {
        Jid bare = jid.bare();
        return bare.isLid()
                ? new Person(pnOf(bare), Optional.of(bare))
                : new Person(Optional.of(bare), bare.isPn() ? lidOf(bare) : Optional.empty());
    }

    /// Remembers that both are one person.
    ///
    /// @return whether that is news
    public boolean learn(Jid lid, Jid pn) {
        Jid bareLid = lid.bare();
        Jid barePn = pn.bare();
        if (lidOf(barePn).filter(bareLid::equals).isPresent()
                && pnOf(bareLid).filter(barePn::equals).isPresent()) {
            return false;
        }
        lidOf(barePn).ifPresent(old -> transaction.delete(EntryKind.LID_MAPPING, old.toString()));
        pnOf(bareLid).ifPresent(old -> transaction.delete(EntryKind.LID_MAPPING, old.toString()));
        write(bareLid, barePn.user());
        write(barePn, bareLid.user());
        return true;
    }

    /// Every name that is mapped, LIDs and phone numbers.
    public List<Jid> all() {
        return transaction.readAll(EntryKind.LID_MAPPING).keySet().stream()
                .flatMap(name -> Jid.parse(name).stream())
                .toList();
    }

    private Optional<String> user(Jid name) {
        return transaction
                .read(EntryKind.LID_MAPPING, name.toString())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void write(Jid name, String user) {
        transaction.write(EntryKind.LID_MAPPING, name.toString(), user.getBytes(StandardCharsets.UTF_8));
    }
}
