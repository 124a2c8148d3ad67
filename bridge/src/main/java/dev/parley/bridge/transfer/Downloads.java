package dev.parley.bridge.transfer;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.media.ContentHash;
import dev.parley.bridge.media.Contents;
import dev.parley.bridge.media.StagedContent;
import dev.parley.bridge.media.Staging;
import dev.parley.bridge.media.StoredContent;
import dev.parley.bridge.messages.FileAnswered;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageFiles.StoredFile;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Session;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.bridge.thread.SessionThread;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.wire.Jid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/// Brings the files of messages from WhatsApp into the media store, when somebody wants to see them. Whoever wants one
/// that is being fetched waits for the same fetch. What WhatsApp's servers have no more the phone is asked for.
/// Thread-safe.
@Service
public class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);
    private static final int AT_ONCE = 16;

    /// For whoever waits for a file; the fetch goes on when they have gone.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// For the phone's answer. It may be off: then the file comes when it is asked for once more.
    private static final Duration PHONE = Duration.ofSeconds(30);

    /// How long a request to the phone stands before it is made again.
    private static final Duration ASKED = Duration.ofMinutes(10);

    private static final String NOT_CONNECTED = "Session is not connected, and the file is only at WhatsApp";
    private static final String LOST = "Neither WhatsApp nor the phone has the file any more";

    /// A file that can be read now.
    public record Fetched(StoredFile file, StoredContent content) {}

    /// @param ahead before anybody asked for it
    private record Place(String sessionId, long message, boolean ahead) {}

    private record Answer(String sessionId, String messageId) {}

    private final Sessions sessions;
    private final MessageFiles files;
    private final FetchTable table;
    private final Contents contents;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final ConcurrentMap<Place, CompletableFuture<StoredContent>> running = new ConcurrentHashMap<>();
    private final ConcurrentMap<Answer, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();

    Downloads(Sessions sessions, MessageFiles files, FetchTable table, Contents contents, Clock clock) {
        this.sessions = sessions;
        this.files = files;
        this.table = table;
        this.contents = contents;
        this.clock = clock;
    }

    /// The file of a message, fetched if need be. Blocks.
    ///
    /// @throws Problem when there is no such file, or it cannot be had
    public Fetched get(String sessionId, String messageId) {
        Session session = sessions.session(sessionId);
        StoredFile file = find(sessionId, messageId);
        Optional<StoredContent> kept = kept(file);
        if (kept.isPresent()) {
            return new Fetched(file, kept.get());
        }
        CompletableFuture<StoredContent> ahead = running.get(new Place(sessionId, file.message(), true));
        if (ahead != null) {
            settled(ahead);
        }
        return new Fetched(file, await(fetching(session, file, false)));
    }

    /// As [#get], for a file that nobody asked for yet: the phone is not troubled for it.
    void getAhead(String sessionId, String messageId) {
        StoredFile file = find(sessionId, messageId);
        if (kept(file).isEmpty()) {
            await(fetching(sessions.session(sessionId), file, true));
        }
    }

    private StoredFile find(String sessionId, String messageId) {
        return Optional.of(messageId)
                .filter(id -> id.indexOf('\0') < 0)
                .flatMap(id -> files.find(sessionId, id))
                .orElseThrow(() -> new Problem.NotFound("Message not found, or without a file"));
    }

    private Optional<StoredContent> kept(StoredFile file) {
        try {
            return file.contentHash().isEmpty()
                    ? Optional.empty()
                    : contents.find(new ContentHash(file.contentHash().get()));
        } catch (IOException e) {
            LOG.warn("the media store does not answer: {}", e.toString());
            throw new Problem.Busy("The media store does not work now");
        }
    }

    private static void settled(CompletableFuture<StoredContent> fetch) {
        try {
            await(fetch);
        } catch (Problem | IllegalStateException _) {
            // Said again below, if it still is so.
        }
    }

    private static StoredContent await(CompletableFuture<StoredContent> fetch) {
        try {
            return fetch.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new Problem.Busy("The file is still being fetched from WhatsApp");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem.Busy("The bridge is being stopped");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem ? problem : new IllegalStateException(e.getCause());
        }
    }

    /// The fetch that is under way, or a new one.
    private CompletableFuture<StoredContent> fetching(Session session, StoredFile file, boolean ahead) {
        Place place = new Place(session.id(), file.message(), ahead);
        CompletableFuture<StoredContent> mine = new CompletableFuture<>();
        CompletableFuture<StoredContent> other = running.putIfAbsent(place, mine);
        if (other != null) {
            return other;
        }
        SessionThread.start("fetch", session.id(), () -> {
            try {
                mine.complete(fetch(session, file, ahead));
            } catch (Problem problem) {
                mine.completeExceptionally(problem);
            } catch (RuntimeException | Error e) {
                LOG.warn("session {}: a file could not be fetched", session.id(), e);
                mine.completeExceptionally(e);
            } finally {
                running.remove(place, mine);
            }
        });
        return mine;
    }

    private StoredContent fetch(Session session, StoredFile file, boolean ahead) {
        places.acquireUninterruptibly();
        try {
            // It may have come while this one waited to begin.
            StoredFile now = files.find(session.id(), file.messageId()).orElse(file);
            Optional<StoredContent> kept = kept(now);
            if (kept.isPresent()) {
                return kept.get();
            }
            MediaFile reference = now.reference().orElseThrow(() -> new Problem.Gone("The file was lost here"));
            if (table.state(file.message()).lostAt().isPresent()) {
                throw new Problem.Gone(LOST);
            }
            Device device =
                    sessions.connectedDevice(session.id()).orElseThrow(() -> new Problem.Conflict(NOT_CONNECTED));
            try {
                return download(device, file, reference);
            } catch (WhatsAppException.MediaGone gone) {
                if (ahead) {
                    throw gone;
                }
                return download(device, file, askPhone(session, device, file, reference));
            }
        } catch (WhatsAppException.MediaGone _) {
            throw new Problem.Unavailable("WhatsApp does not have the file");
        } catch (WhatsAppException.NotConnected _) {
            throw new Problem.Conflict(NOT_CONNECTED);
        } catch (WhatsAppException e) {
            LOG.info("session {}: a file could not be fetched: {}", session.id(), e.getMessage());
            throw new Problem.Unavailable("WhatsApp did not give the file");
        } catch (MediaException e) {
            LOG.info("session {}: a file is not what its message says: {}", session.id(), e.getMessage());
            throw new Problem.Unavailable("What WhatsApp has is not the file that the message names");
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("session {}: a file could not be kept: {}", session.id(), e.toString());
            throw new Problem.Busy("The media store does not work now");
        } finally {
            places.release();
        }
    }

    private StoredContent download(Device device, StoredFile file, MediaFile reference) throws IOException {
        RemoteMedia remote = reference
                .remote()
                .orElseThrow(() -> new Problem.Gone("The message does not say where its file is, or has no key to it"));
        try (Staging.Writer writer = contents.staging().open()) {
            device.download(remote, Media.MAX_LENGTH, writer);
            try (StagedContent staged = writer.finish()) {
                StoredContent content = contents.keep(staged);
                files.keep(file.message(), content.hash().hex());
                return content;
            }
        }
    }

    /// Asks the phone, and waits a while for its answer.
    ///
    /// @return where WhatsApp has the file now
    private MediaFile askPhone(Session session, Device device, StoredFile file, MediaFile reference) {
        Answer key = new Answer(session.id(), file.messageId());
        CompletableFuture<Boolean> answer = waiting.computeIfAbsent(key, _ -> new CompletableFuture<>());
        try {
            Instant now = clock.instant();
            if (table.state(file.message())
                    .askedAt()
                    .filter(now.minus(ASKED)::isBefore)
                    .isEmpty()) {
                device.requestAgain(
                        messageKey(session, file),
                        reference.key().orElseThrow(() -> new Problem.Gone("The message has no key to its file")));
                table.asked(file.message(), now);
            }
            answer.get(PHONE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new Problem.Busy("WhatsApp does not have the file any more; the phone was asked for it, and did not"
                    + " answer yet");
        } catch (InterruptedException | ExecutionException _) {
            throw new Problem.Busy("The bridge is being stopped");
        } finally {
            waiting.remove(key, answer);
        }
        if (table.state(file.message()).lostAt().isPresent()) {
            throw new Problem.Gone(LOST);
        }
        return files.find(session.id(), file.messageId())
                .flatMap(StoredFile::reference)
                .filter(found -> !found.directPath().equals(reference.directPath()))
                .orElseThrow(() -> new Problem.Unavailable("The phone could not upload the file again"));
    }

    private static MessageKey messageKey(Session session, StoredFile file) {
        Jid chat = Jid.parse(file.chatId()).orElseThrow();
        return new MessageKey(chat, file.fromMe() ? session.self().orElse(chat) : chat, file.messageId());
    }

    /// The phone answered.
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void answered(FileAnswered answered) {
        CompletableFuture<Boolean> answer = waiting.get(new Answer(answered.sessionId(), answered.messageId()));
        if (answer != null) {
            answer.complete(true);
        }
    }
}
