package dev.parley.whatsapp.client.event;

/// The parts in which a phone sends its history (media-history-appstate.md section 4.3).
public enum HistoryKind {
    /// The newest chats with their last messages: comes first after linking.
    INITIAL,
    /// Some months.
    RECENT,
    /// Everything older, when it was asked for at linking.
    FULL,
    /// What people call themselves.
    PUSH_NAMES,
    /// Which names are one person, and other things that nobody waits for.
    OTHER_DATA,
    /// The answer to a request for older messages of one chat.
    ON_DEMAND
}
