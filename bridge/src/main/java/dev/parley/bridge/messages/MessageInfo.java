package dev.parley.bridge.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Optional;

/// A message as callers see it (contract section 3). What does not apply is left out of the JSON.
///
/// @param id WhatsApp's
/// @param chatId the chat's name outside
/// @param timestamp seconds since the epoch
/// @param mediaUrl where the file is had, on this server: a path that begins with `/`
/// @param mimetype of the file, as its sender says
/// @param filename a document's
/// @param size of the file in bytes, as its sender says
/// @param status only of messages from this account
/// @param failure why it is `failed`, in words
/// @param failureCode the same for programs
/// @param editedAt seconds since the epoch
/// @param deletedAt seconds since the epoch; a deleted message has no content any more, only `[Deleted]`
/// @param duration seconds, of sound and video
/// @param waveform of a voice note: loudness from 0 to 100, 64 values as a rule
/// @param thumbnail a small picture, as a `data:` URL
/// @param voice true for what was recorded in the chat
/// @param animated true for a video that is shown as GIF, and for a moving sticker
/// @param width pixels, as the sender says
/// @param height pixels, as the sender says
@JsonInclude(Include.NON_ABSENT)
public record MessageInfo(
        String id,
        String chatId,
        String content,
        long timestamp,
        boolean fromMe,
        Optional<String> senderName,
        MessageType type,
        Optional<String> mediaUrl,
        Optional<String> mimetype,
        Optional<String> filename,
        Optional<String> caption,
        Optional<Long> size,
        Optional<Quote> quotedMessage,
        Optional<MessageStatus> status,
        Optional<String> failure,
        Optional<String> failureCode,
        @JsonInclude(Include.NON_EMPTY) List<Reaction> reactions,
        Optional<Long> editedAt,
        Optional<Long> deletedAt,
        Optional<Integer> duration,
        @JsonInclude(Include.NON_EMPTY) List<Integer> waveform,
        Optional<String> thumbnail,
        @JsonInclude(Include.NON_DEFAULT) boolean voice,
        @JsonInclude(Include.NON_DEFAULT) boolean animated,
        Optional<Integer> width,
        Optional<Integer> height) {
    public MessageInfo {
        reactions = List.copyOf(reactions);
        waveform = List.copyOf(waveform);
    }

    /// How one side of the chat reacts.
    ///
    /// @param fromMe whether this account does, else the other side
    /// @param timestamp seconds since the epoch
    public record Reaction(String emoji, boolean fromMe, long timestamp) {}
}
