package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.wire.Jid;

/// Where a message belongs.
public sealed interface Chat {
    /// A conversation with one person, whichever of their names and devices is in use.
    record Direct(Person person) implements Chat {}

    /// Groups, status, broadcast lists and channels.
    record Other(Jid jid) implements Chat {}
}
