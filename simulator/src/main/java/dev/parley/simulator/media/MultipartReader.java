package dev.parley.simulator.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a form with files (RFC 7578) part by part, however long they are. Not thread-safe.
public final class MultipartReader {
    private static final int LONGEST_BOUNDARY = 70;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("(?i)content-disposition:.*?[; ]name=\"([^\"]*)\".*");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)content-disposition:.*?; *filename=\"([^\"]*)\".*");
    private static final Pattern TYPE = Pattern.compile("(?i)content-type: *([^;\\s]+).*");

    private final InputStream in;
    /// What ends a part: its first byte occurs in it only once.
    private final byte[] delimiter;
    private Body current;

    /// @param in buffered; not closed
    /// @param contentType of the whole, with the boundary
    /// @throws IOException when it names no boundary
    public MultipartReader(InputStream in, String contentType) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new IOException("a form without a boundary");
        }
        String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        if (text.length() > LONGEST_BOUNDARY) {
            throw new IOException("a boundary of " + text.length() + " characters");
        }
        this.delimiter = ("\r\n--" + text).getBytes(StandardCharsets.ISO_8859_1);
        // So that a form that begins with its delimiter begins with a whole one.
        this.in = new SequenceInputStream(new ByteArrayInputStream("\r\n".getBytes(StandardCharsets.US_ASCII)), in);
        this.current = new Body();
    }

    /// A part of the form.
    ///
    /// @param fileName of files
    /// @param body ends with the part
    public record Part(String name, Optional<String> fileName, Optional<String> contentType, InputStream body) {}

    /// The next part, whether or not the one before was read; empty at the end.
    ///
    /// @throws IOException when the form is none
    public Optional<Part> next() throws IOException {
        current.transferTo(OutputStream.nullOutputStream());
        String end = line();
        if (end.startsWith("--")) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            length += header.length();
            if (length > LONGEST_HEADERS) {
                throw new IOException("a part with too long headers");
            }
            headers.add(header);
        }
        current = new Body();
        String name = first(NAME, headers).orElseThrow(() -> new IOException("a part without a name"));
        return Optional.of(new Part(name, first(FILE_NAME, headers), first(TYPE, headers), current));
    }

    private static Optional<String> first(Pattern pattern, List<String> headers) {
        return headers.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (line.size() > 0) {
                    break;
                }
                throw new IOException("a form that breaks off");
            }
            if (line.size() > LONGEST_HEADERS) {
                throw new IOException("a part with too long headers");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /// Everything up to the delimiter.
    private final class Body extends InputStream {
        /// How many bytes of the delimiter have come.
        private int matched;
        /// How many of these turned out to be content and wait to be read, from `given` on.
        private int owed;

        private int given;
        /// The byte behind those, or -1.
        private int behind = -1;

        private boolean ended;

        @Override
        public int read() throws IOException {
            while (true) {
                if (given < owed) {
                    given++;
                    return delimiter[given - 1] & 0xFF;
                }
                if (ended) {
                    return -1;
                }
                int next = behind;
                behind = -1;
                if (next < 0) {
                    next = in.read();
                }
                if (next < 0) {
                    throw new IOException("a form that breaks off");
                }
                if (next == (delimiter[matched] & 0xFF)) {
                    matched++;
                    ended = matched == delimiter.length;
                    owed = 0;
                    given = 0;
                } else if (matched == 0) {
                    return next;
                } else {
                    owed = matched;
                    given = 0;
                    matched = 0;
                    behind = next;
                }
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int next = read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                bytes[offset + count] = (byte) next;
                count++;
            }
            return count;
        }
    }
}
