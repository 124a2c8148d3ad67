package dev.parley.bridge.media;

import dev.parley.bridge.media.Pictures.Picture;
import dev.parley.bridge.media.Prepared.Kind;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Decides what a file is sent as, by its bytes, and keeps it (media-history-appstate.md sections 3.4 to 3.6).
/// Thread-safe.
///
/// A picture goes as picture when it is a JPEG, or can be made one. A film does when it is an MP4 whose pictures are in
/// H.264, or a 3GPP file: phones play these. Everything else goes as document, which every phone takes and hands to an
/// app of its owner's choice: moving pictures too, for a GIF made a still would no longer be what it was.
@Component
public class Preparation {
    /// Which films phones play, by the codec that stands in the file.
    private static final Set<String> H264 = Set.of("avc1", "avc3");

    private static final Set<String> OLD_PHONES = Set.of("avc1", "avc3", "mp4v", "s263", "h263");

    /// Documents whose bytes tell nothing, or no more than that they are compressed. What the name says is
    /// passed on to the phone; what is served to browsers from here does not depend on it.
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("odt", "application/vnd.oasis.opendocument.text"),
            Map.entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            Map.entry("odp", "application/vnd.oasis.opendocument.presentation"),
            Map.entry("doc", "application/msword"),
            Map.entry("xls", "application/vnd.ms-excel"),
            Map.entry("ppt", "application/vnd.ms-powerpoint"),
            Map.entry("epub", "application/epub+zip"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("rtf", "application/rtf"),
            Map.entry("ics", "text/calendar"),
            Map.entry("vcf", "text/vcard"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"));

    private final Contents contents;
    private final Pictures pictures = new Pictures();

    Preparation(Contents contents) {
        this.contents = contents;
    }

    /// @param name the file's own
    /// @throws Problem.Full when there is no room for it
    public Prepared prepare(StagedContent upload, Optional<String> name) throws IOException {
        FileType type = FileType.of(upload.path());
        if (type.equals(FileType.MP4) || type.equals(FileType.THREE_GPP)) {
            return film(upload, type, name);
        }
        Optional<Picture> picture = pictures.look(upload.path(), type);
        return picture.isPresent()
                ? picture(upload, type, picture.get(), name)
                : document(upload, type, name, Bytes.EMPTY);
    }

    private Prepared picture(StagedContent upload, FileType type, Picture picture, Optional<String> name)
            throws IOException {
        Bytes thumbnail = pictures.thumbnail(upload.path(), type, picture).orElse(Bytes.EMPTY);
        if (type.equals(FileType.JPEG)) {
            return image(contents.keep(upload), picture.dimensions(), thumbnail);
        }
        if (thumbnail.isEmpty() || picture.frames() > 1 || isMoving(upload.path(), type)) {
            return document(upload, type, name, thumbnail);
        }
        try (StagedContent jpeg =
                contents.staging().stage(file -> pictures.writeJpeg(upload.path(), type, picture, file))) {
            // Empty when the thumbnail could be decoded and the whole could not.
            Optional<Picture> written = pictures.look(jpeg.path(), FileType.JPEG);
            return written.isPresent()
                    ? image(contents.keep(jpeg), written.get().dimensions(), thumbnail)
                    : document(upload, type, name, thumbnail);
        }
    }

    private static Prepared image(StoredContent content, Dimensions dimensions, Bytes thumbnail) {
        return new Prepared(
                Kind.IMAGE, content, FileType.JPEG.mimetype(), Optional.of(dimensions), Duration.ZERO, thumbnail);
    }

    /// The flag in a WebP's header, and the chunk before a PNG's pixels.
    private static boolean isMoving(Path file, FileType type) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(64);
        }
        if (type.equals(FileType.WEBP)) {
            return start.length > 20 && start[12] == 'V' && start[15] == 'X' && (start[20] & 2) != 0;
        }
        return type.equals(FileType.PNG) && new String(start, StandardCharsets.ISO_8859_1).contains("acTL");
    }

    private Prepared film(StagedContent upload, FileType type, Optional<String> name) throws IOException {
        Optional<Mp4> film = Mp4.read(upload.path());
        Set<String> played = type.equals(FileType.MP4) ? H264 : OLD_PHONES;
        Optional<Mp4.Video> video = film.flatMap(Mp4::video).filter(track -> played.contains(track.codec()));
        if (film.isEmpty() || video.isEmpty()) {
            return document(upload, type, name, Bytes.EMPTY);
        }
        Optional<Dimensions> dimensions = video.filter(track -> track.width() > 0 && track.height() > 0)
                .map(track -> new Dimensions(track.width(), track.height()));
        return new Prepared(
                Kind.VIDEO,
                contents.keep(upload),
                type.mimetype(),
                dimensions,
                film.get().duration(),
                Bytes.EMPTY);
    }

    private Prepared document(StagedContent upload, FileType type, Optional<String> name, Bytes thumbnail)
            throws IOException {
        boolean untold = type.equals(FileType.UNKNOWN) || type.equals(FileType.ZIP);
        String mimetype = Optional.of(type.mimetype())
                .filter(_ -> !untold)
                .or(() -> name.map(Preparation::ending).map(BY_ENDING::get))
                .orElse(type.mimetype());
        return new Prepared(Kind.DOCUMENT, contents.keep(upload), mimetype, Optional.empty(), Duration.ZERO, thumbnail);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
