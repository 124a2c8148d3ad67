package dev.parley.bridge.transfer;

import dev.parley.audio.AudioException;
import dev.parley.audio.VoiceNote;
import dev.parley.audio.VoiceNotes;
import dev.parley.bridge.media.Contents;
import dev.parley.bridge.media.FileNames;
import dev.parley.bridge.media.Preparation;
import dev.parley.bridge.media.Prepared;
import dev.parley.bridge.media.StagedContent;
import dev.parley.bridge.media.StoredContent;
import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.outbox.Draft;
import dev.parley.bridge.outbox.OutgoingFile;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.send.SendService;
import dev.parley.whatsapp.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Service;

/// Sends files that callers uploaded. Thread-safe.
@Service
public class FileSending {
    /// Longer than anybody listens, and a bound for the work of converting it.
    private static final Duration LONGEST_NOTE = Duration.ofMinutes(30);

    /// Each keeps a processor busy.
    private static final int CONVERTED_AT_ONCE = 2;

    /// For a place to convert in.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String NAMELESS = "file";

    private final SendService send;
    private final Preparation preparation;
    private final Contents contents;
    private final Semaphore converting = new Semaphore(CONVERTED_AT_ONCE, true);

    FileSending(SendService send, Preparation preparation, Contents contents) {
        this.send = send;
        this.preparation = preparation;
        this.contents = contents;
    }

    /// What a caller says beside the file.
    ///
    /// @param caption not of a voice note
    public record Wish(
            String chatId,
            Optional<String> caption,
            Optional<String> quotedMessageId,
            Optional<String> idempotencyKey) {}

    /// Sends a file as a picture, a film or else a document, by what it is. It is stored when this returns.
    ///
    /// @param name the file's own
    /// @return the message's id
    /// @throws Problem when it cannot be accepted
    public String media(String sessionId, Wish wish, StagedContent upload, Optional<String> name) throws IOException {
        Optional<String> clean = name.flatMap(FileNames::clean);
        Prepared prepared = preparation.prepare(upload, clean);
        boolean document = prepared.kind() == Prepared.Kind.DOCUMENT;
        MessageFile shown = new MessageFile(
                prepared.mimetype(),
                document ? clean.or(() -> Optional.of(NAMELESS)) : Optional.empty(),
                wish.caption(),
                OptionalLong.of(prepared.content().size()),
                seconds(prepared.duration()),
                prepared.dimensions(),
                Bytes.EMPTY,
                prepared.thumbnail(),
                false,
                false);
        return send(
                sessionId,
                wish,
                new OutgoingFile(
                        type(prepared.kind()),
                        shown,
                        hash(prepared.content()),
                        upload.hash().hex()));
    }

    /// Sends a recording as a voice note. It is stored when this returns.
    ///
    /// @return the message's id
    /// @throws Problem.Unsupported when it is no sound that can be read
    /// @throws Problem when it cannot be accepted
    public String voice(String sessionId, Wish wish, StagedContent upload) throws IOException {
        AtomicReference<VoiceNote> note = new AtomicReference<>();
        try (StagedContent ogg = contents.staging().stage(file -> note.set(converted(upload, file)))) {
            StoredContent content = contents.keep(ogg);
            MessageFile shown = new MessageFile(
                    VoiceNotes.MIME_TYPE,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.of(content.size()),
                    OptionalInt.of(note.get().seconds()),
                    Optional.empty(),
                    Bytes.wrap(note.get().waveform().toBytes()),
                    Bytes.EMPTY,
                    true,
                    false);
            return send(
                    sessionId,
                    wish,
                    new OutgoingFile(
                            MessageType.AUDIO,
                            shown,
                            hash(content),
                            upload.hash().hex()));
        }
    }

    private VoiceNote converted(StagedContent upload, Path ogg) throws IOException {
        try {
            if (!converting.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new Problem.Busy("Too many recordings are being converted");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem.Busy("The bridge is being stopped");
        }
        try {
            return VoiceNotes.convert(upload.path(), ogg, LONGEST_NOTE);
        } catch (AudioException.TooLong _) {
            throw new Problem.TooLarge("A voice note must be at most " + LONGEST_NOTE.toMinutes() + " minutes long");
        } catch (AudioException e) {
            throw new Problem.Unsupported(Objects.requireNonNull(e.getMessage()));
        } finally {
            converting.release();
        }
    }

    private String send(String sessionId, Wish wish, OutgoingFile file) {
        return send.send(sessionId, wish.chatId(), new Draft(file, wish.quotedMessageId(), wish.idempotencyKey()));
    }

    private static String hash(StoredContent content) {
        return content.hash().hex();
    }

    private static MessageType type(Prepared.Kind kind) {
        return switch (kind) {
            case IMAGE -> MessageType.IMAGE;
            case VIDEO -> MessageType.VIDEO;
            case DOCUMENT -> MessageType.DOCUMENT;
        };
    }

    private static OptionalInt seconds(Duration duration) {
        return duration.isZero()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.max(1, duration.plusMillis(500).toSeconds()));
    }
}
