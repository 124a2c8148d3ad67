package dev.parley.bridge.messages;

import java.util.Optional;

/// What is shown of a message.
///
/// @param text never holds a NUL, which PostgreSQL cannot keep
public record MessageContent(MessageType type, String text, Optional<Quote> quote, Optional<MessageFile> file) {
    public MessageContent {
        text = printable(text);
        quote = quote.map(quoted -> new Quote(printable(quoted.id()), printable(quoted.content())));
    }

    public MessageContent(MessageType type, String text, Optional<Quote> quote) {
        this(type, text, quote, Optional.empty());
    }

    public static MessageContent text(String text) {
        return new MessageContent(MessageType.TEXT, text, Optional.empty());
    }

    /// `text` without what a database or a screen cannot take. Whoever writes to us chooses the bytes.
    public static String printable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }
}
