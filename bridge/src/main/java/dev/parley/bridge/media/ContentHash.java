package dev.parley.bridge.media;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// The SHA-256 of a content, its name in the media store.
///
/// @param hex 64 digits in lower case
public record ContentHash(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ContentHash {
        if (!isOne(hex)) {
            throw new IllegalArgumentException("no SHA-256 in hex");
        }
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    static ContentHash of(byte[] sha256) {
        return new ContentHash(HexFormat.of().formatHex(sha256));
    }

    @Override
    public String toString() {
        return hex;
    }
}
