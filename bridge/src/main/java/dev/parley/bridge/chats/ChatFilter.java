package dev.parley.bridge.chats;

import java.util.Optional;

/// Which chats a caller wants to see.
///
/// @param text part of a name or number; empty for all
public record ChatFilter(String text, Optional<Boolean> archived, Optional<Boolean> unread) {
    public static final ChatFilter ALL = new ChatFilter("", Optional.empty(), Optional.empty());

    /// The digits in the text, when it could be a number.
    String digits() {
        return text.matches("[+0-9 ().-]+") ? text.replaceAll("[^0-9]", "") : "";
    }
}
