package dev.parley.whatsapp.client.history;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.util.Optional;

/// Takes what [HistoryReader] finds, in the order of the file. What is taken is the sink's; the reader keeps nothing.
interface HistorySink {
    /// The first message of a chat is about to come.
    ///
    /// @param index of the chat in this file, from 0
    /// @param id the chat's, unless the file names it only behind its messages
    /// @return whether its messages are wanted; others are skipped without being parsed
    default boolean wantsMessages(int index, Optional<String> id) {
        return false;
    }

    /// A message of the chat that was asked about last.
    ///
    /// @param bytes its length in the file
    default void message(WebMessageInfo message, int bytes) {}

    /// A message that is too long or cannot be parsed was left out.
    default void skipped() {}

    /// A chat has ended.
    ///
    /// @param chat without its messages, its participants and what nobody needs
    /// @param idCameLate whether it was named behind its messages
    default void chat(int index, Conversation chat, boolean idCameLate) {}

    default void pushName(Pushname name) {}

    default void mapping(PhoneNumberToLidMapping mapping) {}

    default void contact(InlineContact contact) {}

    default void nctSalt(ByteString salt) {}
}
