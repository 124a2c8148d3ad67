package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses on the media servers (media-history-appstate.md sections 2.2 to 2.4). Always https.
final class MediaAddress {
    private static final Pattern DIRECT_PATH = Pattern.compile("/[\\x21-\\x7e&&[^\"#<>\\\\^`{|}]]{1,4095}");
    private static final String WHATSAPP = ".whatsapp.net";

    private MediaAddress() {}

    /// Whether that can be a direct path at all: it is somebody else's text.
    static boolean isDirectPath(String path) {
        return DIRECT_PATH.matcher(path).matches() && !path.startsWith("//") && isAddress("https://host" + path);
    }

    private static boolean isAddress(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// @param directPath as [#isDirectPath] wants it
    static URI download(String host, String directPath, MediaDescriptor media) {
        StringBuilder address = new StringBuilder("https://").append(host).append(directPath);
        address.append(directPath.contains("?") ? '&' : '?');
        media.fileEncSha256()
                .ifPresent(hash -> address.append("hash=").append(hash.token()).append('&'));
        return URI.create(address.append("mms-type=")
                .append(type(media.type()))
                .append("&__wa-mms=")
                .toString());
    }

    static URI upload(String host, MediaType type, FileHash body, String auth) {
        return URI.create("https://" + host + "/mms/" + type(type) + "/" + body.token() + "?auth=" + encoded(auth)
                + "&token=" + body.token());
    }

    /// The question how much of a body is there.
    static URI probe(URI upload) {
        return URI.create(upload + "&resume=1");
    }

    static URI from(URI upload, long offset) {
        return offset == 0 ? upload : URI.create(upload + "&file_offset=" + offset);
    }

    /// @param handle what the phone gave with a chunk of the history
    static URI deletion(URI upload, String directPath, Optional<String> handle) {
        int query = directPath.indexOf('?');
        String path = query < 0 ? directPath : directPath.substring(0, query);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.UTF_8));
        return URI.create(upload + "&d_md=" + name
                + handle.map(text -> "&e_handle=" + encoded(text)).orElse(""));
    }

    /// Whether a redirect there may be followed: to hosts that WhatsApp named for media, and to its own domain.
    static boolean isTrusted(URI address, List<String> hosts) {
        if (!"https".equals(address.getScheme()) || address.getHost() == null || address.getRawUserInfo() != null) {
            return false;
        }
        boolean own = address.getPort() == -1 && address.getHost().endsWith(WHATSAPP);
        return own || hosts.contains(address.getRawAuthority());
    }

    /// The folder of uploads, which downloads name too.
    static String type(MediaType type) {
        return switch (type) {
            case IMAGE, MUSIC_ARTWORK, PAYMENT_BACKGROUND -> "image";
            case VIDEO -> "video";
            case AUDIO -> "audio";
            case DOCUMENT -> "document";
            case HISTORY -> "md-msg-hist";
            case APP_STATE -> "md-app-state";
            case LINK_THUMBNAIL -> "thumbnail-link";
            case IMAGE_THUMBNAIL -> "thumbnail-image";
            case VIDEO_THUMBNAIL -> "thumbnail-video";
            case DOCUMENT_THUMBNAIL -> "thumbnail-document";
            case STICKER_PACK -> "sticker-pack";
            case STICKER_PACK_THUMBNAIL -> "thumbnail-sticker-pack";
            case GROUP_HISTORY -> "group-history";
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
