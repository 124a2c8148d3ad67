package dev.parley.bridge.send;

import java.util.regex.Pattern;

/// Tells a single emoji, as people see it: skin tones, families, flags and keycaps are many characters and one picture.
final class Emoji {
    /// The longest there are, flags made of tags and families with skin tones, have some 30 characters.
    private static final int LONGEST = 64;

    /// One extended grapheme cluster (Unicode annex 29).
    private static final Pattern ONE_CLUSTER = Pattern.compile("\\X");

    private static final Pattern KEYCAP = Pattern.compile("[0-9#*]\\uFE0F?\\u20E3");
    private static final Pattern FLAG = Pattern.compile("[\\x{1F1E6}-\\x{1F1FF}]{2}");

    private Emoji() {}

    static boolean isOne(String text) {
        return text.length() <= LONGEST
                && ONE_CLUSTER.matcher(text).matches()
                && (Character.isExtendedPictographic(text.codePointAt(0))
                        || KEYCAP.matcher(text).matches()
                        || FLAG.matcher(text).matches());
    }
}
