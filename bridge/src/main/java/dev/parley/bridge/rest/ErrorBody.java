package dev.parley.bridge.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/// What every error looks like.
///
/// @param error one sentence
record ErrorBody(String error) {
    /// For where Spring's own way out is not open: filters and Tomcat.
    ///
    /// @param sentence one of ours, without characters that JSON would escape
    static void write(HttpServletResponse response, HttpStatus status, String sentence) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(("{\"error\":\"" + sentence + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    /// The sentence for a status that comes from elsewhere.
    static String sentence(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request is not valid HTTP";
            case NOT_FOUND -> "Not found";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            default -> status.is5xxServerError() ? "Something went wrong here" : status.getReasonPhrase();
        };
    }
}
