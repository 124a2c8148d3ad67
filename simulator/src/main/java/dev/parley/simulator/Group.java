package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// A group: its members see each other by LID. Guarded by the directory's lock.
///
/// @param created Unix seconds
record Group(Jid jid, String subject, Account creator, long created, Set<Account> members) {
    static Group of(Jid jid, String subject, Account creator, long created, Collection<Account> members) {
        Set<Account> all = new LinkedHashSet<>();
        all.add(creator);
        all.addAll(members);
        return new Group(jid, subject, creator, created, all);
    }
}
