package dev.parley.simulator.media;

import dev.parley.whatsapp.media.MediaType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// As what a phone sends a file.
public enum MediaKind {
    IMAGE(MediaType.IMAGE),
    VIDEO(MediaType.VIDEO),
    /// A video without sound, played again and again.
    GIF(MediaType.VIDEO),
    AUDIO(MediaType.AUDIO),
    /// A voice note.
    VOICE(MediaType.AUDIO),
    DOCUMENT(MediaType.DOCUMENT),
    STICKER(MediaType.IMAGE);

    private final MediaType type;

    MediaKind(MediaType type) {
        this.type = type;
    }

    /// Of that name in lower case.
    public static Optional<MediaKind> named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /// What a phone makes of a file of that type when it is not told.
    public static MediaKind of(String mimetype) {
        return switch (mimetype.split("/", 2)[0]) {
            case "image" -> IMAGE;
            case "video" -> VIDEO;
            case "audio" -> AUDIO;
            default -> DOCUMENT;
        };
    }

    MediaType type() {
        return type;
    }
}
