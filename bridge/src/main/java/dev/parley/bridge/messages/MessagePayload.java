package dev.parley.bridge.messages;

/// The payload of `wa:msg`.
///
/// @param unreadCount the chat's, now that the message is counted
record MessagePayload(String sessionId, String chatId, MessageInfo message, int unreadCount) {}
