package dev.parley.bridge.messages;

import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The file of a message, as the message describes it: all of it the sender's word.
///
/// @param mimetype one that may stand in a header: checked for its form, not for being true
/// @param filename a document's; no path, but not to be trusted as a name on disk either
/// @param size bytes
/// @param duration seconds, of sound and video
/// @param waveform of a voice note: a loudness of 0 to 100 in each byte, 64 of them as a rule
/// @param thumbnail a small JPEG, PNG or WebP; empty when there is none
/// @param voice recorded in the chat, to be played there
/// @param animated a video that is shown as GIF, a moving sticker
public record MessageFile(
        String mimetype,
        Optional<String> filename,
        Optional<String> caption,
        OptionalLong size,
        OptionalInt duration,
        Optional<Dimensions> dimensions,
        Bytes waveform,
        Bytes thumbnail,
        boolean voice,
        boolean animated) {
    /// For what says nothing better.
    public static final String UNKNOWN_TYPE = "application/octet-stream";

    private static final int LONGEST_MIMETYPE = 100;
    private static final int LONGEST_FILENAME = 255;
    private static final int LONGEST_WAVEFORM = 256;
    private static final int LARGEST_THUMBNAIL = 1 << 16;

    public MessageFile {
        mimetype = isMimetype(mimetype) ? mimetype : UNKNOWN_TYPE;
        filename = filename.map(name -> cut(MessageContent.printable(name), LONGEST_FILENAME));
        caption = caption.map(MessageContent::printable);
        waveform = waveform.length() > LONGEST_WAVEFORM ? Bytes.EMPTY : waveform;
        thumbnail = thumbnail.length() > LARGEST_THUMBNAIL ? Bytes.EMPTY : thumbnail;
    }

    /// A file of which only the type is known.
    public static MessageFile of(String mimetype) {
        return new MessageFile(
                mimetype,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Bytes.EMPTY,
                Bytes.EMPTY,
                false,
                false);
    }

    /// The same file under other words.
    public MessageFile withCaption(String newCaption) {
        return new MessageFile(
                mimetype,
                filename,
                Optional.of(newCaption).filter(words -> !words.isEmpty()),
                size,
                duration,
                dimensions,
                waveform,
                thumbnail,
                voice,
                animated);
    }

    /// `type/subtype`, perhaps with parameters; RFC 9110 section 8.3.1.
    private static boolean isMimetype(String text) {
        return text.length() <= LONGEST_MIMETYPE
                && text.matches("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+( ?; ?[\\w-]+=\"?[\\w.,+ -]+\"?)*");
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }
}
