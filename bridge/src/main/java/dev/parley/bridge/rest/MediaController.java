package dev.parley.bridge.rest;

import dev.parley.bridge.transfer.Downloads;
import dev.parley.bridge.transfer.Rendition;
import dev.parley.bridge.transfer.Renditions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The files of messages.
@RestController
class MediaController {
    private final Downloads downloads;
    private final Renditions renditions;

    MediaController(Downloads downloads, Renditions renditions) {
        this.downloads = downloads;
        this.renditions = renditions;
    }

    /// The bytes of a message's file. Sound in Ogg/Opus comes as WAV with `rendition=wav`, or when `Accept` names types
    /// and none of them is Ogg.
    ///
    /// @param rendition `wav`, or `original` whatever `Accept` says
    @GetMapping("/sessions/{id}/messages/{messageId}/media")
    void media(
            @PathVariable String id,
            @PathVariable String messageId,
            @RequestParam Optional<String> rendition,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Downloads.Fetched fetched = downloads.get(id, messageId);
        try (Rendition file = renditions.of(
                fetched, rendition, Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)))) {
            new MediaAnswer(file).write(request, response);
        }
    }
}
