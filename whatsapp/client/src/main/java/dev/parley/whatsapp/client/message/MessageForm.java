package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// What the stanza of a message says about its content, which the server cannot read (messaging.md section 4.5). It
/// follows from the content alone, so that a resend says the same.
///
/// @param type of the stanza
/// @param mediaType of each `enc`; with type `media` there is one
/// @param edit which kind of change to another message it is
/// @param hidden whether nothing is to be shown where it cannot be decrypted
/// @param pollType for the `meta` child
record MessageForm(
        String type, Optional<String> mediaType, Optional<String> edit, boolean hidden, Optional<String> pollType) {
    private static final int UNDO = 2;

    /// @param content in its wrappers, the device-sent one not among them
    static MessageForm of(Message content) {
        Message message = Unwrapper.unwrap(content).message();
        Optional<String> mediaType = mediaType(message);
        return new MessageForm(
                type(message, mediaType), mediaType, edit(message), isHidden(message), pollType(message));
    }

    /// A control message for the own phone.
    static MessageForm plain() {
        return new MessageForm("text", Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    void describe(Node.Builder stanza) {
        stanza.attr("type", type).attrIfPresent("edit", edit);
        pollType.ifPresent(poll -> stanza.child(Node.of("meta").attr("polltype", poll)));
    }

    void describeEnc(Node.Builder enc) {
        enc.attrIfPresent("mediatype", mediaType)
                .attrIfPresent("decrypt-fail", Optional.of("hide").filter(_ -> hidden));
    }

    private static String type(Message message, Optional<String> mediaType) {
        if (message.hasReactionMessage() || message.hasEncReactionMessage()) {
            return "reaction";
        }
        if (pollType(message).isPresent()) {
            return "poll";
        }
        if (message.hasEventMessage()) {
            return "event";
        }
        return mediaType.isPresent() ? "media" : "text";
    }

    private static Optional<String> mediaType(Message message) {
        if (message.hasImageMessage()) {
            return Optional.of("image");
        }
        if (message.hasVideoMessage()) {
            VideoMessage video = message.getVideoMessage();
            return Optional.of(video.getGifPlayback() ? "gif" : "video");
        }
        if (message.hasPtvMessage()) {
            return Optional.of("ptv");
        }
        if (message.hasAudioMessage()) {
            return Optional.of(message.getAudioMessage().getPtt() ? "ptt" : "audio");
        }
        if (message.hasDocumentMessage()) {
            return Optional.of("document");
        }
        if (message.hasStickerMessage()) {
            return Optional.of("sticker");
        }
        if (message.hasStickerPackMessage()) {
            return Optional.of("sticker_pack");
        }
        if (message.hasLocationMessage()) {
            return Optional.of(message.getLocationMessage().getIsLive() ? "livelocation" : "location");
        }
        if (message.hasLiveLocationMessage()) {
            return Optional.of("livelocation");
        }
        if (message.hasContactMessage()) {
            return Optional.of("vcard");
        }
        if (message.hasContactsArrayMessage()) {
            return Optional.of("contact_array");
        }
        boolean link = message.getExtendedTextMessage().hasMatchedText() || message.hasGroupInviteMessage();
        return Optional.of("url").filter(_ -> link);
    }

    private static Optional<String> edit(Message message) {
        ProtocolMessage protocol = message.getProtocolMessage();
        boolean reactionTakenBack = message.hasReactionMessage()
                && message.getReactionMessage().getText().isEmpty();
        boolean keepUndone = message.hasKeepInChatMessage()
                && message.getKeepInChatMessage().getKeepType() == UNDO
                && message.getKeepInChatMessage().getKey().getFromMe();
        if (isEdit(message)) {
            return Optional.of("1");
        }
        if (message.hasPinInChatMessage()) {
            return Optional.of("2");
        }
        return Optional.of("7")
                .filter(_ -> reactionTakenBack || keepUndone || is(protocol, ProtocolMessage.Type.REVOKE));
    }

    /// Never a deletion: the server drops a deletion that says so.
    private static boolean isHidden(Message message) {
        return message.hasReactionMessage()
                || message.hasEncReactionMessage()
                || message.hasPollUpdateMessage()
                || message.hasPinInChatMessage()
                || message.hasKeepInChatMessage()
                || isEdit(message);
    }

    private static Optional<String> pollType(Message message) {
        if (message.hasPollUpdateMessage()) {
            return Optional.of("vote");
        }
        boolean creation = message.hasPollCreationMessage()
                || message.hasPollCreationMessageV2()
                || message.hasPollCreationMessageV3()
                || message.hasPollCreationMessageV5()
                || message.hasPollCreationMessageV6();
        return Optional.of("creation").filter(_ -> creation);
    }

    private static boolean isEdit(Message message) {
        return is(message.getProtocolMessage(), ProtocolMessage.Type.MESSAGE_EDIT);
    }

    /// A missing type would read as the first one.
    private static boolean is(ProtocolMessage message, ProtocolMessage.Type type) {
        return message.hasType() && message.getType() == type;
    }
}
