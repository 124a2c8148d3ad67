package dev.parley.simulator.media;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a file, as one `Range` of bytes asks for it (RFC 9110 section 14.1.2).
///
/// @param end behind the last byte
record ByteRange(long start, long end) {
    private static final Pattern HEADER = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");

    /// @return empty when the file has no such part
    static Optional<ByteRange> of(String header, long length) {
        Matcher range = HEADER.matcher(header.trim());
        if (!range.matches()) {
            return Optional.empty();
        }
        long start = Long.parseLong(range.group(1));
        long end = range.group(2).isEmpty() ? length : Math.min(length, Long.parseLong(range.group(2)) + 1);
        return start < end ? Optional.of(new ByteRange(start, end)) : Optional.empty();
    }

    long length() {
        return end - start;
    }

    String contentRange(long total) {
        return "bytes " + start + "-" + (end - 1) + "/" + total;
    }
}
