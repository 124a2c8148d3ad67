package dev.parley.whatsapp.client.history;

/// What one part of the history may cost, whoever made it.
///
/// @param inflatedBytes of the whole part; full parts of large accounts have tens of megabytes
/// @param messageBytes of one message; a longer one is left out
/// @param chats in one part, groups included
/// @param messages in one part, those of groups included
/// @param entries of each other kind in one part: names, mappings, contacts
public record HistoryLimits(long inflatedBytes, int messageBytes, int chats, int messages, int entries) {
    public static final HistoryLimits DEFAULT = new HistoryLimits(256L << 20, 2 << 20, 100_000, 2_000_000, 500_000);

    public HistoryLimits withInflatedBytes(long bytes) {
        return new HistoryLimits(bytes, messageBytes, chats, messages, entries);
    }
}
