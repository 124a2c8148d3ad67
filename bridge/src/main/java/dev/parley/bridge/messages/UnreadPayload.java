package dev.parley.bridge.messages;

/// The payload of `wa:update` when the owner read a chat on another device.
record UnreadPayload(String sessionId, String chatId, int unreadCount) {}
