package dev.parley.bridge.rest;

import dev.parley.bridge.transfer.Downloads;
import dev.parley.bridge.transfer.Rendition;
import dev.parley.bridge.transfer.Renditions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
    private static final String ERROR = "#/components/schemas/Error";

    private final Downloads downloads;
    private final Renditions renditions;

    MediaController(Downloads downloads, Renditions renditions) {
        this.downloads = downloads;
        this.renditions = renditions;
    }

    /// The bytes of a message's file. Sound in Ogg/Opus comes as WAV with `rendition=wav`, or when `Accept`
    /// names types and none of them is Ogg.
    ///
    /// @param rendition `wav`, or `original` whatever `Accept` says
    @GetMapping("/sessions/{id}/messages/{messageId}/media")
    @Operation(summary = "Fetch the file of a message, or a part of it")
    @ApiResponse(responseCode = "200", description = "The file", content = @Content(mediaType = "*/*"))
    @ApiResponse(responseCode = "206", description = "The part asked for", content = @Content(mediaType = "*/*"))
    @ApiResponse(responseCode = "304", description = "The caller has it", content = @Content)
    @ApiResponse(
            responseCode = "410",
            description = "Neither WhatsApp nor the phone has it any more",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = ERROR)))
    @ApiResponse(
            responseCode = "416",
            description = "The file has no such part",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = ERROR)))
    @ApiResponse(
            responseCode = "507",
            description = "No room to keep it",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = ERROR)))
    void media(
            @PathVariable String id,
            @PathVariable String messageId,
            @RequestParam Optional<String> rendition,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Downloads.Fetched fetched = downloads.get(id, messageId);
        try (Rendition file =
                renditions.of(fetched, rendition, Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)))) {
            new MediaAnswer(file).write(request, response);
        }
    }
}
