package dev.parley.whatsapp.client.event;

import java.time.Instant;

/// A call from one person.
///
/// @param id what WhatsApp knows it by
/// @param at the server's time, to the second
public record Call(String id, Person caller, Instant at, boolean video) {}
