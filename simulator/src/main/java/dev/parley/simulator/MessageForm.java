package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Node;
import java.util.Map;
import java.util.Optional;

/// How a phone describes a content to the server, which cannot read it (protocol notes, messaging 4.5).
record MessageForm(String type, Optional<String> mediaType, Optional<String> edit, boolean hidden) {
    private static final Map<Integer, String> MEDIA = Map.ofEntries(
            Map.entry(Message.IMAGE_MESSAGE_FIELD_NUMBER, "image"),
            Map.entry(Message.VIDEO_MESSAGE_FIELD_NUMBER, "video"),
            Map.entry(Message.PTV_MESSAGE_FIELD_NUMBER, "ptv"),
            Map.entry(Message.AUDIO_MESSAGE_FIELD_NUMBER, "audio"),
            Map.entry(Message.DOCUMENT_MESSAGE_FIELD_NUMBER, "document"),
            Map.entry(Message.STICKER_MESSAGE_FIELD_NUMBER, "sticker"),
            Map.entry(Message.LOCATION_MESSAGE_FIELD_NUMBER, "location"),
            Map.entry(Message.LIVE_LOCATION_MESSAGE_FIELD_NUMBER, "livelocation"),
            Map.entry(Message.CONTACT_MESSAGE_FIELD_NUMBER, "vcard"),
            Map.entry(Message.CONTACTS_ARRAY_MESSAGE_FIELD_NUMBER, "contact_array"),
            Map.entry(Message.LIST_MESSAGE_FIELD_NUMBER, "list"),
            Map.entry(Message.LIST_RESPONSE_MESSAGE_FIELD_NUMBER, "list_response"),
            Map.entry(Message.BUTTONS_RESPONSE_MESSAGE_FIELD_NUMBER, "buttons_response"),
            Map.entry(Message.ORDER_MESSAGE_FIELD_NUMBER, "order"),
            Map.entry(Message.PRODUCT_MESSAGE_FIELD_NUMBER, "product"),
            Map.entry(Message.GROUP_INVITE_MESSAGE_FIELD_NUMBER, "url"));

    static MessageForm of(Message content) {
        Message message = MessageText.unwrapped(content);
        if (message.hasReactionMessage()) {
            boolean takenBack = message.getReactionMessage().getText().isEmpty();
            return new MessageForm(
                    "reaction", Optional.empty(), Optional.of("7").filter(_ -> takenBack), true);
        }
        if (message.hasPollUpdateMessage()) {
            return new MessageForm("poll", Optional.empty(), Optional.empty(), true);
        }
        if (message.hasProtocolMessage()) {
            return protocol(message.getProtocolMessage());
        }
        Optional<String> mediaType = message.getAllFields().keySet().stream()
                .flatMap(field -> Optional.ofNullable(MEDIA.get(field.getNumber())).stream())
                .findFirst()
                .map(type -> variant(message, type));
        return new MessageForm(mediaType.isPresent() ? "media" : "text", mediaType, Optional.empty(), false);
    }

    Node.Builder describe(Node.Builder stanza) {
        return stanza.attr("type", type).attrIfPresent("edit", edit);
    }

    Node.Builder describeEnc(Node.Builder enc) {
        return enc.attrIfPresent("mediatype", mediaType)
                .attrIfPresent("decrypt-fail", Optional.of("hide").filter(_ -> hidden));
    }

    private static MessageForm protocol(ProtocolMessage message) {
        boolean edit = message.hasType() && message.getType() == ProtocolMessage.Type.MESSAGE_EDIT;
        boolean deletion = message.hasType() && message.getType() == ProtocolMessage.Type.REVOKE;
        return new MessageForm(
                "text", Optional.empty(), Optional.of(edit ? "1" : "7").filter(_ -> edit || deletion), edit);
    }

    private static String variant(Message message, String type) {
        if (type.equals("video") && message.getVideoMessage().getGifPlayback()) {
            return "gif";
        }
        return type.equals("audio") && message.getAudioMessage().getPtt() ? "ptt" : type;
    }
}
