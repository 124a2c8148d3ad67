package dev.parley.bridge.inbound;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// A person of whom only one name is told.
final class Persons {
    private Persons() {}

    static Person of(Jid jid) {
        return jid.isPn()
                ? new Person(Optional.of(jid), Optional.empty())
                : new Person(Optional.empty(), Optional.of(jid));
    }
}
