package dev.parley.bridge.chats;

/// Moves the messages of a chat into another: what chats need from messages, which build on chats themselves.
public interface MessageMover {
    /// Inside a transaction that holds the locks of both chats.
    ///
    /// @return how many incoming messages both chats had, which are now one each
    int move(long fromChat, long intoChat);
}
