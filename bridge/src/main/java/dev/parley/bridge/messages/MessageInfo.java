package dev.parley.bridge.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Optional;

/// A message as callers see it (contract section 3).
///
/// @param id WhatsApp's
/// @param chatId the chat's name outside
/// @param timestamp seconds since the epoch
/// @param status only of messages from this account
/// @param failure why it is `failed`, in words
@JsonInclude(Include.NON_ABSENT)
public record MessageInfo(
        String id,
        String chatId,
        String content,
        long timestamp,
        boolean fromMe,
        Optional<String> senderName,
        MessageType type,
        Optional<Quote> quotedMessage,
        Optional<MessageStatus> status,
        Optional<String> failure) {}
