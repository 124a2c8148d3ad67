package dev.parley.bridge.messages;

/// What makes a message unique: in a conversation of two, `fromMe` says who the sender is.
///
/// @param chat the chat's row
/// @param id WhatsApp's
record MessageRef(long chat, String id, boolean fromMe) {}
