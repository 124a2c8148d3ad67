package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// Answers the iqs of one `xmlns`. Called under the directory's lock.
@FunctionalInterface
interface IqHandler {
    /// @throws Refusal to answer with an error
    IqAnswer answer(DeviceSession caller, Node iq);
}
