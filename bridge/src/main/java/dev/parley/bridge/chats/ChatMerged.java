package dev.parley.bridge.chats;

/// The payload of `wa:update` when two chats, or two names of one chat, turned out to be one person.
///
/// @param chatId the name that stays
/// @param formerChatId the name that is no longer used outside; it is still accepted
public record ChatMerged(String sessionId, String chatId, String formerChatId, int unreadCount) {}
