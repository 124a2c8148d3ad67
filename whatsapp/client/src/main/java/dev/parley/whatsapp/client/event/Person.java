package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// One person under the names known so far: at least one of phone number and LID, both without device.
public record Person(Optional<Jid> pn, Optional<Jid> lid) {
    public Person {
        if (pn.isEmpty() && lid.isEmpty()) {
            throw new IllegalArgumentException("a person needs a phone number or a LID");
        }
        pn = pn.map(Jid::bare);
        lid = lid.map(Jid::bare);
    }

    /// The phone number if it is known, else the LID.
    public Jid preferred() {
        return pn.or(() -> lid).orElseThrow();
    }
}
