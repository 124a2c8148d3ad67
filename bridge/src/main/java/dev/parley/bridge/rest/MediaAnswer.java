package dev.parley.bridge.rest;

import dev.parley.bridge.transfer.Rendition;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/// Writes a file, or the part of it that was asked for (RFC 9110 sections 13 and 14). What strangers sent must not run
/// in anybody's browser: types that can hold a script come as bytes to be saved, and all of it in a sandbox.
final class MediaAnswer {
    private final Rendition file;
    private final String etag;

    MediaAnswer(Rendition file) {
        this.file = file;
        this.etag = '"' + file.tag() + '"';
    }

    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.ETAG, etag);
        // A message's file never changes; only the caller may keep it.
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable");
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        if (names(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
            return;
        }
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        Optional<ByteRange> range = range(request);
        if (range.isPresent() && range.get().count() == 0) {
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.length());
            ErrorBody.write(
                    response, HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file has " + file.length() + " bytes");
            return;
        }
        ByteRange part = range.orElse(new ByteRange(0, file.length()));
        response.setStatus((range.isPresent() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK).value());
        range.ifPresent(found -> response.setHeader(HttpHeaders.CONTENT_RANGE, found.header(file.length())));
        response.setContentType(file.mimetype());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, disposition());
        response.setContentLengthLong(part.count());
        if (!request.getMethod().equals("HEAD")) {
            file.writeTo(response.getOutputStream(), part.from(), part.count());
        }
    }

    private boolean names(@Nullable String tags) {
        return tags != null && (tags.strip().equals("*") || tags.contains(etag));
    }

    /// None when the caller has a part of another version.
    private Optional<ByteRange> range(HttpServletRequest request) {
        @Nullable String condition = request.getHeader(HttpHeaders.IF_RANGE);
        if (condition != null && !condition.strip().equals(etag)) {
            return Optional.empty();
        }
        return Optional.ofNullable(request.getHeader(HttpHeaders.RANGE))
                .flatMap(header -> ByteRange.parse(header, file.length()));
    }

    /// The plain name for old clients, and the whole one (RFC 6266).
    private String disposition() {
        ContentDisposition.Builder disposition =
                file.inline() ? ContentDisposition.inline() : ContentDisposition.attachment();
        file.filename().ifPresent(name -> disposition.filename(name, StandardCharsets.UTF_8));
        return disposition.build().toString();
    }
}
