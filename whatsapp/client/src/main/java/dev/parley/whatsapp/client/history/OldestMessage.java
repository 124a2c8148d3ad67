package dev.parley.whatsapp.client.history;

import java.time.Instant;

/// The oldest message that is known of a chat: what is asked for lies before it.
public record OldestMessage(String id, boolean fromMe, Instant timestamp) {}
