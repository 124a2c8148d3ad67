package dev.parley.simulator.media;

import dev.parley.whatsapp.media.DecryptedMedia;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaDecryptor;
import dev.parley.whatsapp.media.MediaEncryptor;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.media.Sidecar;
import dev.parley.whatsapp.proto.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The files in one phone's chats: encrypted and uploaded when it sends them, downloaded, decrypted and checked when it
/// receives them, and kept on disk, so that the phone can upload one again. Holds the latest 1000. Thread-safe.
public final class Gallery {
    private static final int LIMIT = 1000;

    private final MediaStore store;
    private final MediaFolder folder;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// By message id, oldest first.
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public Gallery(MediaStore store, MediaFolder folder, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.folder = folder;
        this.random = random;
        this.clock = clock;
    }

    /// @param content in the clear; empty when it could not be had
    private record Entry(PhoneFile file, MediaReference reference, Optional<Path> content) {}

    /// A message with a file that is uploaded already, before it has an id.
    public record Draft(Message message, Path content, MediaReference reference, EncryptedMedia media) {}

    /// Encrypts a file and uploads it.
    ///
    /// @param content read to its end
    /// @param host of the media servers, with its port
    public Draft upload(MediaDraft draft, InputStream content, String host) throws IOException {
        Path plain = folder.newFile();
        Files.copy(content, plain, StandardCopyOption.REPLACE_EXISTING);
        Path body = folder.newFile();
        EncryptedMedia media = encrypt(draft.kind().type(), MediaKey.generate(random), plain, body);
        StoredFile stored = store.publish(media.fileEncSha256(), body);
        String url = "https://" + host + stored.directPath();
        Message message = MediaMessages.write(draft, media, stored.directPath(), url, clock.instant());
        return new Draft(message, plain, MediaMessages.read(message).orElseThrow(), media);
    }

    /// The draft was sent in the message with that id.
    public void sent(String messageId, Draft draft) {
        PhoneFile file = file(
                messageId,
                draft.reference(),
                draft.media().fileLength(),
                HexFormat.of().formatHex(draft.media().fileSha256().bytes()),
                draft.media().sidecar().isPresent(),
                Optional.empty());
        add(new Entry(file, draft.reference(), Optional.of(draft.content())));
    }

    /// Fetches the file of a message, if it holds one.
    public void received(String messageId, Message message) {
        MediaMessages.read(message).ifPresent(reference -> add(fetch(messageId, reference)));
    }

    private Entry fetch(String messageId, MediaReference reference) {
        Optional<StoredFile> stored = store.byPath(reference.directPath()).filter(file -> !store.isExpired(file));
        if (stored.isEmpty()) {
            return failed(messageId, reference, "the servers do not have it");
        }
        Path content = folder.newFile();
        try (InputStream in = Files.newInputStream(stored.get().body());
                OutputStream out = Files.newOutputStream(content)) {
            DecryptedMedia found = MediaDecryptor.decrypt(in, reference.descriptor(), MediaStore.LARGEST_BODY, out);
            if (!isSidecarRight(reference, content)) {
                return failed(messageId, reference, "its sidecar is wrong");
            }
            PhoneFile file = file(
                    messageId,
                    reference,
                    found.fileLength(),
                    HexFormat.of().formatHex(found.fileSha256().bytes()),
                    !reference.sidecar().isEmpty(),
                    Optional.empty());
            return new Entry(file, reference, Optional.of(content));
        } catch (MediaException e) {
            MediaFolder.delete(content);
            return failed(messageId, reference, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A message may come without one.
    private static boolean isSidecarRight(MediaReference reference, Path content) throws IOException {
        if (reference.sidecar().isEmpty()) {
            return true;
        }
        try (InputStream in = Files.newInputStream(content)) {
            return MediaEncryptor.encrypt(
                            reference.descriptor().type(),
                            reference.descriptor().key(),
                            in,
                            OutputStream.nullOutputStream())
                    .sidecar()
                    .map(Sidecar::bytes)
                    .filter(bytes -> Arrays.equals(bytes, reference.sidecar().toByteArray()))
                    .isPresent();
        }
    }

    /// Uploads the file of a message again and gives its new path.
    ///
    /// @return empty when the phone does not have it
    public Optional<String> uploadAgain(String messageId) {
        Optional<Entry> entry = entry(messageId);
        if (entry.flatMap(Entry::content).isEmpty()) {
            return Optional.empty();
        }
        MediaReference reference = entry.get().reference();
        Path body = folder.newFile();
        try {
            encrypt(
                    reference.descriptor().type(),
                    reference.descriptor().key(),
                    entry.get().content().get(),
                    body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(store.publish(reference.descriptor().fileEncSha256().orElseThrow(), body)
                .directPath());
    }

    private static EncryptedMedia encrypt(MediaType type, MediaKey key, Path plain, Path body) throws IOException {
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = Files.newOutputStream(body)) {
            return MediaEncryptor.encrypt(type, key, in, out);
        }
    }

    /// The key of the file of a message.
    public Optional<MediaKey> key(String messageId) {
        return entry(messageId).map(entry -> entry.reference().descriptor().key());
    }

    /// The owner deletes a file from the phone; the message stays.
    public void delete(String messageId) {
        lock.lock();
        try {
            entries.computeIfPresent(messageId, (_, entry) -> {
                entry.content().ifPresent(MediaFolder::delete);
                return new Entry(entry.file(), entry.reference(), Optional.empty());
            });
        } finally {
            lock.unlock();
        }
    }

    public Optional<PhoneFile> file(String messageId) {
        return entry(messageId).map(Entry::file);
    }

    /// The content of a file, if the phone has it.
    public Optional<Path> content(String messageId) {
        return entry(messageId).flatMap(Entry::content);
    }

    /// Waits for the file of a message, which may have a problem.
    ///
    /// @return empty when it did not come in time
    public Optional<PhoneFile> await(String messageId, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (!entries.containsKey(messageId) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return file(messageId);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Entry> entry(String messageId) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(messageId));
        } finally {
            lock.unlock();
        }
    }

    private void add(Entry entry) {
        lock.lock();
        try {
            entries.put(entry.file().messageId(), entry);
            if (entries.size() > LIMIT) {
                var oldest = entries.values().iterator();
                oldest.next().content().ifPresent(MediaFolder::delete);
                oldest.remove();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Entry failed(String messageId, MediaReference reference, String problem) {
        return new Entry(file(messageId, reference, 0, "", false, Optional.of(problem)), reference, Optional.empty());
    }

    private static PhoneFile file(
            String messageId,
            MediaReference reference,
            long length,
            String sha256,
            boolean sidecar,
            Optional<String> problem) {
        MediaDraft draft = reference.draft();
        return new PhoneFile(
                messageId,
                draft.kind(),
                draft.mimetype(),
                draft.fileName(),
                draft.caption(),
                length,
                sha256,
                sidecar,
                problem);
    }
}
