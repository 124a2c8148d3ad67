package dev.parley.bridge.messages;

import java.util.Optional;

/// What is shown of a message.
///
/// @param text never holds a NUL, which PostgreSQL cannot keep
public record MessageContent(MessageType type, String text, Optional<Quote> quote, Optional<MessageFile> file) {
    /// What is left of a message that was deleted for everyone.
    public static final MessageContent DELETED =
            new MessageContent(MessageType.OTHER, "[Deleted]", Optional.empty(), Optional.empty());

    /// WhatsApp's limit for a text is 65,536 characters, each up to two of Java's.
    private static final int LONGEST_TEXT = 2 * 65_536;

    private static final int LONGEST_QUOTE = 4_096;

    public MessageContent {
        text = storable(text, LONGEST_TEXT);
        quote = quote.map(
                quoted -> new Quote(storable(quoted.id(), LONGEST_QUOTE), storable(quoted.content(), LONGEST_QUOTE)));
    }

    public MessageContent(MessageType type, String text, Optional<Quote> quote) {
        this(type, text, quote, Optional.empty());
    }

    public static MessageContent text(String text) {
        return new MessageContent(MessageType.TEXT, text, Optional.empty());
    }

    MessageContent withText(String newText) {
        return new MessageContent(type, newText, quote, file);
    }

    /// `text` without what a database or a screen cannot take. Whoever writes to us chooses the bytes.
    public static String printable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    private static String storable(String text, int longest) {
        String printable = printable(text);
        return printable.length() > longest ? printable.substring(0, longest) : printable;
    }
}
