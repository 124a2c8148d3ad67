package dev.parley.bridge.messages;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.Quote;

/// What the inbox shows of the engine's contents (contract section 3).
public final class ShownContent {
    private ShownContent() {}

    public static MessageContent of(Content content, MessageContext context) {
        return new MessageContent(type(content), words(content), context.quote().map(ShownContent::quote));
    }

    private static dev.parley.bridge.messages.Quote quote(Quote quote) {
        return new dev.parley.bridge.messages.Quote(
                quote.id(), quote.content().map(ShownContent::words).orElse(""));
    }

    private static MessageType type(Content content) {
        return switch (content) {
            case Content.Text _, Content.Choice _ -> MessageType.TEXT;
            case Content.Image _ -> MessageType.IMAGE;
            case Content.Video _ -> MessageType.VIDEO;
            case Content.Audio _ -> MessageType.AUDIO;
            case Content.Document _ -> MessageType.DOCUMENT;
            case Content.Sticker _ -> MessageType.STICKER;
            case Content.Location _,
                    Content.Contacts _,
                    Content.Poll _,
                    Content.Card _,
                    Content.CallLog _,
                    Content.Album _,
                    Content.Unsupported _ -> MessageType.OTHER;
        };
    }

    private static String words(Content content) {
        return content.words().orElseGet(() -> placeholder(content));
    }

    private static String placeholder(Content content) {
        return switch (content) {
            case Content.Text _ -> "";
            case Content.Image _ -> "[Image]";
            case Content.Video _ -> "[Video]";
            case Content.Audio _ -> "[Audio]";
            case Content.Document _ -> "[Document]";
            case Content.Sticker _ -> "[Sticker]";
            case Content.Location location -> location.live() ? "[liveLocationMessage]" : "[locationMessage]";
            case Content.Contacts contacts ->
                contacts.contacts().size() == 1 ? "[contactMessage]" : "[contactsArrayMessage]";
            case Content.Poll _ -> "[pollCreationMessage]";
            case Content.Choice _ -> "[buttonsResponseMessage]";
            case Content.CallLog _ -> "[callLogMessage]";
            case Content.Album _ -> "[albumMessage]";
            case Content.Card card -> "[" + card.kind() + "]";
            case Content.Unsupported unsupported -> "[" + unsupported.kind() + "]";
        };
    }
}
