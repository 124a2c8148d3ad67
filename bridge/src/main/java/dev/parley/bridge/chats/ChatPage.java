package dev.parley.bridge.chats;

import java.util.List;
import java.util.Optional;

/// Some chats, newest first.
///
/// @param nextCursor where the next page begins, if there is one
public record ChatPage(List<ChatInfo> chats, Optional<String> nextCursor) {}
