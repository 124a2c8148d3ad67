package dev.parley.bridge.events;

/// The names of the channels (contract section 4).
public final class Channels {
    private Channels() {}

    /// A new QR code.
    public static String qr(String sessionId) {
        return "wa:qr:" + sessionId;
    }

    /// Every change of a session's status.
    public static String status(String sessionId) {
        return "wa:status:" + sessionId;
    }

    /// A message arrived, or one was sent, from the phone or from here.
    public static String message(String sessionId) {
        return "wa:msg:" + sessionId;
    }

    /// The same, for whoever follows a user.
    public static String userMessage(String userId) {
        return "wa:message:" + userId;
    }

    /// Receipts, merged chats, unread counts.
    public static String update(String sessionId) {
        return "wa:update:" + sessionId;
    }
}
