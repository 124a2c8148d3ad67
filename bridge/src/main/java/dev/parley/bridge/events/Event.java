package dev.parley.bridge.events;

/// Something that happened, as it leaves the bridge.
///
/// @param position where it stands in the order of all events
/// @param data a JSON object
public record Event(Position position, String channel, String sessionId, String data) {
    /// A place in the order of events: after every transaction that ended before, then by cursor.
    ///
    /// @param transaction PostgreSQL's 64-bit transaction id, a decimal number
    public record Position(String transaction, long cursor) {}
}
