package dev.parley.bridge.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files: how large they may be and where they are kept.
///
/// @param maxBytes of a file that a caller sends
/// @param limit how many bytes the store may hold in all
/// @param s3 where to keep them instead of the data directory
public record MediaConfig(long maxBytes, long limit, Optional<S3> s3) {
    private static final String DEFAULT_MAX = "16M";
    private static final String DEFAULT_LIMIT = "10G";

    /// WhatsApp takes no longer documents.
    private static final long MOST_BYTES = 2000L << 20;

    private static final long LEAST_LIMIT = 1L << 20;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([KMGT]?)");

    /// A server that speaks Amazon S3's protocol.
    ///
    /// @param prefix before the name of every object; may be empty
    public record S3(URI url, String region, String bucket, String prefix, String accessKey, Secret secretKey) {}

    static MediaConfig of(Settings settings) {
        return new MediaConfig(
                size(settings, "PARLEY_MEDIA_MAX_BYTES", DEFAULT_MAX, 1, MOST_BYTES),
                size(settings, "PARLEY_MEDIA_LIMIT", DEFAULT_LIMIT, LEAST_LIMIT, Long.MAX_VALUE),
                settings.parsed("PARLEY_MEDIA_S3_URL", MediaConfig::httpUrl, "must be an http:// or https:// URL")
                        .map(url -> s3(settings, url)));
    }

    private static S3 s3(Settings settings, URI url) {
        return new S3(
                url,
                settings.text("PARLEY_MEDIA_S3_REGION").orElse("us-east-1"),
                settings.required("PARLEY_MEDIA_S3_BUCKET"),
                settings.text("PARLEY_MEDIA_S3_PREFIX").orElse(""),
                settings.required("PARLEY_MEDIA_S3_ACCESS_KEY"),
                Secret.of(settings.required("PARLEY_MEDIA_S3_SECRET_KEY").getBytes(StandardCharsets.UTF_8)));
    }

    private static long size(Settings settings, String name, String otherwise, long least, long most) {
        return settings.parsed(
                        name, text -> size(text, least, most), "must be a number of bytes, or one with K, M, G or T")
                .orElseGet(() -> size(otherwise, least, most));
    }

    private static long size(String text, long least, long most) {
        Matcher parts = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("no size");
        }
        int power = " KMGT".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2));
        long size = Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * power));
        if (size < least || size > most) {
            throw new IllegalArgumentException("out of range");
        }
        return size;
    }

    private static URI httpUrl(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("no HTTP URL");
        }
        return uri;
    }
}
