package dev.parley.whatsapp.client.contact;

/// How large a profile picture is wanted.
public enum PictureSize {
    /// About 96 pixels square.
    PREVIEW("preview"),
    /// Up to 640 pixels square.
    FULL("image");

    private final String code;

    PictureSize(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
