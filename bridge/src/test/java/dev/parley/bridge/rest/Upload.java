package dev.parley.bridge.rest;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/// A multipart body with one small file and a chat (RFC 7578).
record Upload(String field, String content) {
    private static final String BOUNDARY = "------------------------parley";

    static Upload of(String field) {
        return new Upload(field, "a note");
    }

    void sendTo(HttpRequest.Builder request) {
        String body = """
                --%1$s\r
                Content-Disposition: form-data; name="chatId"\r
                \r
                15550001111@s.whatsapp.net\r
                --%1$s\r
                Content-Disposition: form-data; name="%2$s"; filename="note.txt"\r
                Content-Type: text/plain\r
                \r
                %3$s\r
                --%1$s--\r
                """.formatted(BOUNDARY, field, content);
        request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }
}
