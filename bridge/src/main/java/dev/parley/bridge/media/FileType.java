package dev.parley.bridge.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// What a file is by its bytes, whatever its name or its sender say.
///
/// @param mimetype one that is known here; `application/octet-stream` for everything else
public record FileType(String mimetype) {
    public static final FileType JPEG = new FileType("image/jpeg");
    public static final FileType PNG = new FileType("image/png");
    public static final FileType GIF = new FileType("image/gif");
    public static final FileType WEBP = new FileType("image/webp");
    public static final FileType BMP = new FileType("image/bmp");
    public static final FileType MP4 = new FileType("video/mp4");
    public static final FileType THREE_GPP = new FileType("video/3gpp");
    public static final FileType OGG = new FileType("audio/ogg");
    public static final FileType PDF = new FileType("application/pdf");
    public static final FileType ZIP = new FileType("application/zip");
    public static final FileType UNKNOWN = new FileType("application/octet-stream");

    private static final Set<String> HARMLESS = Set.of(
            "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "video/mp4", "video/3gpp", "video/webm");

    /// Enough for every signature below, and for the codecs that a WebM names first.
    private static final int BEGINNING = 4096;

    /// Whether a browser may show it in the page: it can hold no script.
    public boolean inline() {
        return mimetype.startsWith("audio/") || HARMLESS.contains(mimetype);
    }

    public static FileType of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(BEGINNING);
        }
        if (has(start, 4, "ftyp")) {
            return Mp4.read(file).map(FileType::of).orElse(UNKNOWN);
        }
        return of(start);
    }

    private static FileType of(Mp4 movie) {
        if (movie.brand().equals("qt  ")) {
            return new FileType("video/quicktime");
        }
        if (Set.of("heic", "heix", "mif1", "msf1", "heim", "heis").contains(movie.brand())) {
            return new FileType("image/heic");
        }
        if (Set.of("avif", "avis").contains(movie.brand())) {
            return new FileType("image/avif");
        }
        if (movie.video().isEmpty()) {
            return movie.sound() ? new FileType("audio/mp4") : UNKNOWN;
        }
        return movie.brand().startsWith("3g") ? THREE_GPP : MP4;
    }

    private static FileType of(byte[] start) {
        if (starts(start, 0xFF, 0xD8, 0xFF)) {
            return JPEG;
        } else if (starts(start, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return PNG;
        } else if (has(start, 0, "GIF87a") || has(start, 0, "GIF89a")) {
            return GIF;
        } else if (has(start, 0, "RIFF") && has(start, 8, "WEBP")) {
            return WEBP;
        } else if (has(start, 0, "RIFF") && has(start, 8, "WAVE")) {
            return new FileType("audio/wav");
        } else if (has(start, 0, "OggS")) {
            return has(start, 28, "OpusHead") || has(start, 29, "vorbis") ? OGG : UNKNOWN;
        } else if (starts(start, 0x1A, 0x45, 0xDF, 0xA3)) {
            return matroska(new String(start, StandardCharsets.ISO_8859_1));
        } else if (has(start, 0, "%PDF-")) {
            return PDF;
        } else if (starts(start, 'P', 'K', 3, 4) || starts(start, 'P', 'K', 5, 6)) {
            return ZIP;
        } else if (has(start, 0, "#!AMR")) {
            return new FileType("audio/amr");
        } else if (has(start, 0, "ID3")) {
            return new FileType("audio/mpeg");
        } else if (has(start, 0, "BM") && start.length > 26 && start[14] == 40) {
            return BMP;
        }
        return start.length > 3 && start[0] == (byte) 0xFF ? frames(start[1]) : UNKNOWN;
    }

    private static FileType matroska(String start) {
        if (!start.contains("webm")) {
            return UNKNOWN;
        }
        return new FileType(!start.contains("V_") && start.contains("A_") ? "audio/webm" : "video/webm");
    }

    /// MPEG audio and AAC have no header of the file, only one of each frame.
    private static FileType frames(byte second) {
        return switch (second & 0xFF) {
            case 0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2 -> new FileType("audio/mpeg");
            case 0xF1, 0xF9, 0xF0, 0xF8 -> new FileType("audio/aac");
            default -> UNKNOWN;
        };
    }

    private static boolean starts(byte[] start, int... values) {
        for (int i = 0; i < values.length; i++) {
            if (i >= start.length || (start[i] & 0xFF) != values[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(byte[] start, int at, String ascii) {
        byte[] wanted = ascii.getBytes(StandardCharsets.US_ASCII);
        return start.length >= at + wanted.length
                && Arrays.equals(start, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
