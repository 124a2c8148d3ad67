package dev.parley.bridge.media;

import java.util.Optional;

/// Names of files as strangers write them.
public final class FileNames {
    /// Bytes that every file system takes, whatever the characters.
    private static final int LONGEST = 120;

    private FileNames() {}

    /// The last part of a path, without what a file system, a header or a screen would take for something
    /// else. Characters that change the direction of the text can make a name look as if it ended otherwise.
    ///
    /// @return empty when nothing is left
    public static Optional<String> clean(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder();
        last.codePoints().filter(FileNames::isHarmless).forEach(kept::appendCodePoint);
        String clean = kept.toString().strip();
        while (clean.startsWith(".")) {
            clean = clean.substring(1);
        }
        return clean.isBlank() ? Optional.empty() : Optional.of(shortened(clean));
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> ":*?\"<>|".indexOf(character) < 0;
        };
    }

    /// Keeps the ending, which says what to open it with.
    private static String shortened(String name) {
        if (name.length() <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
        int end = LONGEST - ending.length();
        return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end) + ending;
    }
}
