package dev.parley.whatsapp.media;

import java.nio.charset.StandardCharsets;

/// What a media key is expanded for: files of different types have different keys under one media key.
public enum MediaType {
    /// Stickers too.
    IMAGE("WhatsApp Image Keys"),
    /// GIFs (which are videos) and round videos too.
    VIDEO("WhatsApp Video Keys"),
    /// Voice notes too.
    AUDIO("WhatsApp Audio Keys"),
    DOCUMENT("WhatsApp Document Keys"),
    /// A chunk of the history.
    HISTORY("WhatsApp History Keys"),
    /// A snapshot of a collection, or the mutations of a patch.
    APP_STATE("WhatsApp App State Keys"),
    /// A thumbnail that lies on the servers, under the media key of the message it belongs to. As the three below.
    LINK_THUMBNAIL("WhatsApp Link Thumbnail Keys"),
    IMAGE_THUMBNAIL("WhatsApp Image Thumbnail Keys"),
    VIDEO_THUMBNAIL("WhatsApp Video Thumbnail Keys"),
    DOCUMENT_THUMBNAIL("WhatsApp Document Thumbnail Keys"),
    STICKER_PACK("WhatsApp Sticker Pack Keys"),
    STICKER_PACK_THUMBNAIL("WhatsApp Sticker Pack Thumbnail Keys"),
    PAYMENT_BACKGROUND("WhatsApp Payment Background Keys"),
    MUSIC_ARTWORK("WhatsApp Music Artwork Keys"),
    GROUP_HISTORY("Group History");

    private final String info;

    MediaType(String info) {
        this.info = info;
    }

    byte[] info() {
        return info.getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether a receiver may want to play the beginning before it has the rest.
    boolean isPlayed() {
        return this == VIDEO || this == AUDIO;
    }
}
