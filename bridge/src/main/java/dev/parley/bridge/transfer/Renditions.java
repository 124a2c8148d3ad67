package dev.parley.bridge.transfer;

import dev.parley.audio.AudioException;
import dev.parley.audio.WavRendition;
import dev.parley.bridge.media.Contents;
import dev.parley.bridge.media.FileNames;
import dev.parley.bridge.media.FileType;
import dev.parley.bridge.media.LocalFile;
import dev.parley.bridge.media.StoredContent;
import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.transfer.Downloads.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// In which form a file goes out: as it is, or sound in Ogg/Opus as WAV for browsers that cannot play the first
/// (Safari before 18.4). Thread-safe.
@Component
public class Renditions {
    private static final String WAV = "wav";
    private static final String ORIGINAL = "original";

    /// Decoding is work for the processor. Who reads slowly keeps their place, so there are more than
    /// processors.
    private static final int DECODED_AT_ONCE = 32;

    /// For a place to decode in.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Types that their bytes do not tell, but that hold nothing that a browser would run; to be saved.
    private static final Set<String> DOCUMENTS = Set.of(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/epub+zip");

    /// What to call a file that has no name.
    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/png", "png"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/3gpp", "3gp"),
            Map.entry("video/webm", "webm"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/aac", "aac"),
            Map.entry("audio/amr", "amr"),
            Map.entry("audio/wav", "wav"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/zip", "zip"));

    private final Contents contents;
    private final Semaphore decoding = new Semaphore(DECODED_AT_ONCE, true);

    Renditions(Contents contents) {
        this.contents = contents;
    }

    /// The file in the form that suits the caller.
    ///
    /// @param wanted `wav` or `original`; else `accept` decides
    /// @param accept the types that the caller takes, as in HTTP
    /// @throws Problem when there is no such form, or the store has lost the file
    public Rendition of(Fetched fetched, Optional<String> wanted, Optional<String> accept) throws IOException {
        boolean ogg = fetched.content().mimetype().equals(FileType.OGG.mimetype());
        if (wanted.filter(form -> !form.equals(WAV) && !form.equals(ORIGINAL)).isPresent()) {
            throw new Problem.Invalid("rendition must be wav or original");
        }
        if (wanted.equals(Optional.of(WAV)) && !ogg) {
            throw new Problem.Unsupported("Only sound in Ogg/Opus is served as WAV");
        }
        boolean wav = ogg
                && wanted.map(WAV::equals)
                        .orElseGet(
                                () -> accept.filter(types -> !takesOgg(types)).isPresent());
        return wav ? new Wav(fetched) : new Original(fetched);
    }

    private static boolean takesOgg(String accept) {
        for (String type : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = type.split(";", -1);
            String name = parts[0].strip();
            boolean refused = type.replace(" ", "").matches(".*;q=0(\\.0*)?(;.*)?");
            if (!refused
                    && (name.isEmpty()
                            || Set.of("*/*", "audio/*", "audio/ogg", "application/ogg")
                                    .contains(name))) {
                return true;
            }
        }
        return !accept.contains("audio/");
    }

    private static String mimetype(StoredContent content, MessageFile shown) {
        FileType type = new FileType(content.mimetype());
        String said = shown.mimetype().split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (content.mimetype().equals(FileType.OGG.mimetype())) {
            return "audio/ogg; codecs=opus".equals(shown.mimetype()) ? shown.mimetype() : type.mimetype();
        }
        boolean untold = type.equals(FileType.UNKNOWN) || type.equals(FileType.ZIP);
        return untold && DOCUMENTS.contains(said) ? said : type.mimetype();
    }

    private static Optional<String> filename(StoredContent content, MessageFile shown, String messageId) {
        return shown.filename()
                .flatMap(FileNames::clean)
                .or(() -> Optional.ofNullable(ENDINGS.get(content.mimetype()))
                        .flatMap(ending -> FileNames.clean(messageId + "." + ending)));
    }

    /// As it is in the store.
    private final class Original implements Rendition {
        private final StoredContent content;
        private final String mimetype;
        private final Optional<String> filename;

        Original(Fetched fetched) {
            this.content = fetched.content();
            this.mimetype = Renditions.mimetype(content, fetched.file().shown());
            this.filename = Renditions.filename(
                    content, fetched.file().shown(), fetched.file().messageId());
        }

        @Override
        public String tag() {
            return content.hash().hex();
        }

        @Override
        public long length() {
            return content.size();
        }

        @Override
        public String mimetype() {
            return mimetype;
        }

        @Override
        public boolean inline() {
            return new FileType(content.mimetype()).inline();
        }

        @Override
        public Optional<String> filename() {
            return filename;
        }

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            Optional<InputStream> stream = contents.open(content.hash(), from);
            if (stream.isEmpty()) {
                throw new Problem.Busy("The file was lost here; ask once more");
            }
            try (InputStream in = stream.get()) {
                byte[] chunk = new byte[1 << 16];
                for (long rest = count; rest > 0; ) {
                    int read = in.read(chunk, 0, (int) Math.min(chunk.length, rest));
                    if (read < 0) {
                        throw new IOException("the store has fewer bytes than it says");
                    }
                    out.write(chunk, 0, read);
                    rest -= read;
                }
            }
        }

        @Override
        public void close() {
            // Each writing opens and closes the content.
        }
    }

    /// Decoded while it is written.
    private final class Wav implements Rendition {
        private final StoredContent content;
        private final Optional<String> filename;
        private final LocalFile local;
        private final WavRendition wav;

        Wav(Fetched fetched) throws IOException {
            this.content = fetched.content();
            this.filename = FileNames.clean(fetched.file().messageId() + ".wav");
            this.local = contents.local(content.hash())
                    .orElseThrow(() -> new Problem.Busy("The file was lost here; ask once more"));
            boolean placed = false;
            try {
                this.wav = WavRendition.of(local.path());
                placed = decoding.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (AudioException e) {
                throw new Problem.Unsupported("The sound cannot be decoded");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Problem.Busy("The bridge is being stopped");
            } finally {
                if (!placed) {
                    local.close();
                }
            }
            if (!placed) {
                throw new Problem.Busy("Too much sound is being decoded");
            }
        }

        @Override
        public String tag() {
            return content.hash().hex() + "-wav";
        }

        @Override
        public long length() {
            return wav.length();
        }

        @Override
        public String mimetype() {
            return "audio/wav";
        }

        @Override
        public boolean inline() {
            return true;
        }

        @Override
        public Optional<String> filename() {
            return filename;
        }

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            try {
                wav.writeTo(out, from, count);
            } catch (AudioException e) {
                throw new IOException("the sound is damaged", e);
            }
        }

        @Override
        public void close() {
            decoding.release();
            local.close();
        }
    }
}
