package dev.parley.bridge.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a file.
///
/// @param count 0 when the file has no such part
record ByteRange(long from, long count) {
    private static final Pattern ONE = Pattern.compile("bytes ?= ?(\\d{0,18})-(\\d{0,18})");

    /// The part that a `Range` header asks for.
    ///
    /// @return empty for the whole file: when the header is none that is understood, or asks for several
    ///     parts, which nobody does who plays or saves a file
    static Optional<ByteRange> parse(String header, long length) {
        Matcher parts = ONE.matcher(header.strip());
        if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (parts.group(1).isEmpty()) {
            long last = Math.min(length, Long.parseLong(parts.group(2)));
            return Optional.of(new ByteRange(length - last, last));
        }
        long from = Long.parseLong(parts.group(1));
        long end = parts.group(2).isEmpty() ? length : Math.min(length, Long.parseLong(parts.group(2)) + 1);
        if (!parts.group(2).isEmpty() && Long.parseLong(parts.group(2)) < from) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(from, Math.max(0, end - from)));
    }

    String header(long length) {
        return "bytes " + from + "-" + (from + count - 1) + "/" + length;
    }
}
