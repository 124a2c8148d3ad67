package dev.parley.simulator;

import java.util.concurrent.Executor;

/// What every connection of one simulator shares.
///
/// @param executor starts a virtual thread for each task
/// @param outboxLimit how many stanzas may wait to be written to one connection
record ServerParts(
        NoiseServer noise,
        Admission admission,
        ServerClock clock,
        Faults faults,
        StanzaLog stanzaLog,
        Executor executor,
        int outboxLimit) {}
