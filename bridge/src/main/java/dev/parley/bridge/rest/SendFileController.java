package dev.parley.bridge.rest;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.media.Contents;
import dev.parley.bridge.media.StagedContent;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.send.SendService;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.bridge.transfer.FileSending;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Sending of files. A form is read only when there is a session to send from and a place to read it in.
@RestController
class SendFileController {
    private static final String FORM = "multipart/form-data";
    private static final String ERROR = "#/components/schemas/Error";

    /// Each is written to the disk twice, and read by whatever looks what it is.
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// @param file of the kind that its bytes say: a picture, a film, else a document
    @Schema(requiredProperties = {"file", "chatId"})
    record MediaForm(
            @Schema(type = "string", format = "binary") String file,
            String chatId,
            @Nullable String caption,
            @Nullable String quotedMessageId,
            @Nullable String idempotencyKey) {}

    /// @param audio a recording: WebM, Ogg, MP4, WAV, MP3 or AAC
    @Schema(requiredProperties = {"audio", "chatId"})
    record AudioForm(
            @Schema(type = "string", format = "binary") String audio,
            String chatId,
            @Nullable String quotedMessageId,
            @Nullable String idempotencyKey) {}

    private final Sessions sessions;
    private final FileSending sending;
    private final Contents contents;
    private final long maxBytes;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    SendFileController(Sessions sessions, FileSending sending, Contents contents, BridgeConfig config) {
        this.sessions = sessions;
        this.sending = sending;
        this.contents = contents;
        this.maxBytes = config.media().maxBytes();
    }

    @Operation(summary = "Sends a file as picture, film or else document; it is stored when this answers")
    @RequestBody(content = @Content(mediaType = FORM, schema = @Schema(implementation = MediaForm.class)))
    @ApiResponse(responseCode = "200", description = "Accepted")
    @ApiResponse(
            responseCode = "507",
            description = "No room to keep it",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = ERROR)))
    @PostMapping("/sessions/{id}/send/media")
    SendController.Sent media(@PathVariable String id, HttpServletRequest request) throws IOException {
        return accept(id, request, "file", (wish, upload, name) -> sending.media(id, wish, upload, name));
    }

    @Operation(summary = "Sends a recording as voice note; it is stored when this answers")
    @RequestBody(content = @Content(mediaType = FORM, schema = @Schema(implementation = AudioForm.class)))
    @ApiResponse(responseCode = "200", description = "Accepted")
    @ApiResponse(
            responseCode = "507",
            description = "No room to keep it",
            content = @Content(mediaType = "application/json", schema = @Schema(ref = ERROR)))
    @PostMapping("/sessions/{id}/send/audio")
    SendController.Sent audio(@PathVariable String id, HttpServletRequest request) throws IOException {
        return accept(id, request, "audio", (wish, upload, _) -> sending.voice(id, wish, upload));
    }

    @FunctionalInterface
    private interface Sender {
        String send(FileSending.Wish wish, StagedContent upload, Optional<String> name) throws IOException;
    }

    private SendController.Sent accept(String id, HttpServletRequest request, String field, Sender sender)
            throws IOException {
        sessions.sendable(id);
        takePlace();
        try (UploadForm form = UploadForm.read(request)) {
            FileSending.Wish wish = wish(form, field);
            UploadForm.File file = form.file(field).orElseThrow(() -> required(field));
            if (file.length() > maxBytes) {
                throw BodyLimits.tooLarge(maxBytes);
            }
            try (InputStream in = file.open();
                    StagedContent upload = contents.staging().stage(in, maxBytes)) {
                if (upload.length() == 0) {
                    throw new Problem.Invalid(field + " is empty");
                }
                return new SendController.Sent(true, sender.send(wish, upload, file.name()));
            }
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (!places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new Problem.Busy("Too many files are being uploaded");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem.Busy("The bridge is being stopped");
        }
    }

    private static FileSending.Wish wish(UploadForm form, String field) throws IOException {
        Optional<String> chatId = form.text("chatId");
        if (chatId.isEmpty()) {
            throw required(field);
        }
        Optional<String> key = form.text("idempotencyKey");
        SendService.checkKey(key);
        return new FileSending.Wish(chatId.get(), form.text("caption"), form.text("quotedMessageId"), key);
    }

    private static Problem required(String field) {
        return new Problem.Invalid(field + " and chatId are required");
    }
}
