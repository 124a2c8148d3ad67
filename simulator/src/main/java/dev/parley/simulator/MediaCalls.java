package dev.parley.simulator;

import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.simulator.media.MediaFolder;
import dev.parley.simulator.media.MediaKind;
import dev.parley.simulator.media.MultipartReader;
import dev.parley.simulator.media.MultipartReader.Part;
import dev.parley.simulator.media.PhoneFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The calls of the control API about files.
final class MediaCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);
    private static final int LONGEST_FIELD = 64 * 1024;
    private static final long LARGEST_FILE = 2000L << 20;
    private static final int GONE = 410;
    private static final int BUFFER = 65536;

    private final SimulatorServer server;

    MediaCalls(SimulatorServer server) {
        this.server = server;
    }

    /// A form with `to` and `file`, and perhaps `caption` and `kind`.
    Object send(ControlRequest request) {
        SimulatedPhone phone = phone(request);
        Map<String, String> fields = new HashMap<>();
        Optional<Upload> upload = Optional.empty();
        try (InputStream body = new BufferedInputStream(request.stream(), BUFFER)) {
            MultipartReader form = new MultipartReader(body, request.contentType());
            for (Optional<Part> part = form.next(); part.isPresent(); part = form.next()) {
                if (part.get().name().equals("file")) {
                    upload.ifPresent(Upload::delete);
                    upload = Optional.of(upload(part.get()));
                } else if (fields.size() < 10) {
                    fields.put(part.get().name(), field(part.get()));
                }
            }
            return Map.of("id", send(phone, fields, upload.orElseThrow(() -> missing("file"))));
        } catch (IOException _) {
            throw ControlException.invalid("The body is no readable form with a file");
        } finally {
            upload.ifPresent(Upload::delete);
        }
    }

    private static String send(SimulatedPhone phone, Map<String, String> fields, Upload upload) throws IOException {
        String to = Optional.ofNullable(fields.get("to")).orElseThrow(() -> missing("to"));
        MediaKind kind = Optional.ofNullable(fields.get("kind"))
                .map(name -> MediaKind.named(name)
                        .orElseThrow(() -> ControlException.invalid(
                                "'kind' is image, video, gif, audio, voice, document or sticker")))
                .orElse(MediaKind.of(upload.mimetype()));
        MediaDraft draft =
                new MediaDraft(kind, upload.mimetype(), upload.fileName(), Optional.ofNullable(fields.get("caption")));
        try (InputStream content = Files.newInputStream(upload.file())) {
            return phone.sendFile(to, draft, content);
        }
    }

    private Upload upload(Part part) throws IOException {
        Path file = server.media().folder().newFile();
        try (var out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[BUFFER];
            long length = 0;
            for (int read = part.body().read(chunk);
                    read >= 0;
                    read = part.body().read(chunk)) {
                length += read;
                if (length > LARGEST_FILE) {
                    throw ControlException.tooLarge("The file has more than " + LARGEST_FILE + " bytes");
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException | ControlException e) {
            MediaFolder.delete(file);
            throw e;
        }
        return new Upload(file, part.fileName(), part.contentType().orElse("application/octet-stream"));
    }

    private static String field(Part part) throws IOException {
        byte[] bytes = part.body().readNBytes(LONGEST_FIELD + 1);
        if (bytes.length > LONGEST_FIELD) {
            throw ControlException.tooLarge("A field has more than " + LONGEST_FIELD + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Upload(Path file, Optional<String> fileName, String mimetype) {
        void delete() {
            MediaFolder.delete(file);
        }
    }

    /// The file of a message.
    Object describe(ControlRequest request) {
        PhoneFile file = phone(request)
                .file(request.messageId())
                .orElseThrow(() -> ControlException.unknown("The phone has no file of that message"));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", file.kind().name().toLowerCase(Locale.ROOT));
        view.put("mimetype", file.mimetype());
        file.fileName().ifPresent(name -> view.put("fileName", name));
        file.caption().ifPresent(words -> view.put("caption", words));
        file.problem().ifPresentOrElse(problem -> view.put("problem", problem), () -> {
            view.put("length", file.length());
            view.put("sha256", file.sha256());
            view.put("sidecar", file.sidecar());
        });
        return view;
    }

    /// Its content.
    Path content(ControlRequest request) {
        return phone(request)
                .fileContent(request.messageId())
                .orElseThrow(() -> ControlException.unknown("The phone does not have that file"));
    }

    /// The owner deletes it from the phone.
    Object delete(ControlRequest request) {
        phone(request).deleteFile(request.messageId());
        return DONE;
    }

    /// What the phone does when a companion asks for a file again.
    Object retries(ControlRequest request) {
        phone(request)
                .answerMediaRetries(
                        switch (request.text("answer")) {
                            case "upload" -> MediaRetryAnswer.UPLOAD;
                            case "not-found" -> MediaRetryAnswer.NOT_FOUND;
                            case "gone" -> MediaRetryAnswer.GONE;
                            case "error" -> MediaRetryAnswer.GENERAL_ERROR;
                            default -> throw ControlException.invalid("'answer' is upload, not-found, gone or error");
                        });
        return DONE;
    }

    /// Makes something go wrong with media.
    ///
    /// @return false when it is no fault of media
    boolean fault(ControlRequest request) {
        switch (request.text("kind")) {
            case "media-status" ->
                next(
                        request,
                        new MediaFault.Status(
                                request.number("code"),
                                request.optionalNumber("retryAfter").map(Duration::ofSeconds)));
            case "media-cut" -> next(request, new MediaFault.Cut(request.number("bytes")));
            case "media-slow" -> next(request, new MediaFault.Slow(request.number("bytesPerSecond")));
            case "media-corrupt" -> next(request, new MediaFault.Corrupt(request.number("position")));
            case "media-truncate" -> next(request, new MediaFault.Truncated(request.number("bytes")));
            case "media-pad" -> next(request, new MediaFault.Padded(request.number("bytes")));
            case "media-redirect" -> next(request, new MediaFault.Redirect(location(request)));
            case "media-expire" -> expire(request);
            case "media-auth" -> server.media().auths().revokeAll();
            default -> {
                return false;
            }
        }
        return true;
    }

    void clearFaults() {
        server.media().faults().clear();
    }

    private void next(ControlRequest request, MediaFault fault) {
        Request kind =
                switch (request.optionalText("request").orElse("download")) {
                    case "download" -> Request.DOWNLOAD;
                    case "upload" -> Request.UPLOAD;
                    default -> throw ControlException.invalid("'request' is download or upload");
                };
        int times = request.optionalNumber("times").orElse(1L).intValue();
        if (times < 1 || times > 1000) {
            throw ControlException.invalid("'times' is 1 to 1000");
        }
        server.media().faults().next(kind, fault, times);
    }

    private void expire(ControlRequest request) {
        int code = request.optionalNumber("code").orElse((long) GONE).intValue();
        Optional<String> path = request.optionalText("directPath");
        if (path.isEmpty()) {
            server.media().store().expireAll(code);
        } else if (!server.media().store().expire(path.get(), code)) {
            throw ControlException.unknown("There is no file at that path");
        }
    }

    private static URI location(ControlRequest request) {
        try {
            return URI.create(request.text("location"));
        } catch (IllegalArgumentException _) {
            throw ControlException.invalid("'location' is no address");
        }
    }

    private SimulatedPhone phone(ControlRequest request) {
        return server.phones().get(request.phone());
    }

    private static ControlException missing(String field) {
        return ControlException.invalid("The form needs '" + field + "'");
    }
}
