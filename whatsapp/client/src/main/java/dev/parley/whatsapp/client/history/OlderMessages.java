package dev.parley.whatsapp.client.history;

/// What became of a request for older messages. The messages themselves have been stored by then.
public sealed interface OlderMessages {
    /// @param messages how many were stored
    /// @param more whether asking again is worth it
    record Arrived(int messages, boolean more) implements OlderMessages {}

    /// The phone has nothing older.
    record NothingOlder() implements OlderMessages {}

    /// The phone did not answer in time: it may be offline. A late answer is stored all the same.
    record NoAnswer() implements OlderMessages {}

    /// The phone's answer could not be read; [dev.parley.whatsapp.client.event.StoredEvent.HistoryLost] says why.
    record Unreadable() implements OlderMessages {}

    /// Not asked: the phone has not answered too often. Try again after a while.
    record NotNow() implements OlderMessages {}

    /// The request could not be handed to WhatsApp.
    record NotSent(String reason) implements OlderMessages {}
}
