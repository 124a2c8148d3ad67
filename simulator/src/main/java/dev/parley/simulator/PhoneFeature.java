package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Node;

/// Something that a phone does for its own companions beside chats: sharing keys, sending history, … Called with the
/// phone's lock held, features in the order in which the phone has them.
interface PhoneFeature {
    /// A companion that was linked can be written to for the first time: it has uploaded keys and is active.
    default void linked(Device companion) {}

    /// A companion that was linked before can be written to; comes when any of the account's companions has logged in.
    default void active(Device companion) {}

    /// A control message of a companion.
    ///
    /// @param id the message's, by which an answer names it
    default void asked(Device companion, String id, ProtocolMessage content) {}

    /// A message of somebody's that this phone shows, or one that a companion of its own sent.
    default void shown(String id, Message content) {}

    /// A receipt.
    default void reported(Node receipt) {}

    /// A notification of the server to this phone.
    default void notified(Node notification) {}

    /// The phone is online, for the first time or again.
    default void online() {}
}
