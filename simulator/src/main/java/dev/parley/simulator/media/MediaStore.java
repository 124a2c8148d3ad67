package dev.parley.simulator.media;

import dev.parley.whatsapp.media.FileHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The files on the media servers: encrypted, on disk, under paths that nobody can guess, until they expire. When
/// there are too many bytes the oldest go. Thread-safe.
public final class MediaStore {
    /// How long a path works.
    public static final Duration LIFETIME = Duration.ofDays(30);
    /// Of one body: a document of 2000 MiB, encrypted.
    static final long LARGEST_BODY = 2001L << 20;

    private static final long MOST_BYTES = 8L << 30;
    private static final int MOST_PARTIALS = 100;
    private static final int GONE = 410;
    private static final int NAME_BYTES = 12;

    private final MediaFolder folder;
    private final InstantSource clock;
    private final SecureRandom random;
    /// By path up to the query, oldest first.
    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    /// The path under which a body can be had now.
    private final Map<FileHash, String> current = new HashMap<>();
    /// Uploads that broke off, oldest first.
    private final Map<FileHash, Path> partials = new LinkedHashMap<>();

    private long bytes;

    public MediaStore(MediaFolder folder, InstantSource clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    /// Makes a body available that is complete and has that hash. One that is there already gets no second path.
    ///
    /// @param body taken over
    synchronized StoredFile publish(FileHash hash, Path body) {
        Optional<StoredFile> present = byHash(hash);
        if (present.isPresent()) {
            MediaFolder.delete(body);
            return present.get();
        }
        Instant expiry = clock.instant().plus(LIFETIME);
        String path = "/v/t62.7118-24/" + randomHex() + "_" + randomHex() + "_n.enc";
        String query =
                "?ccb=11-4&oh=" + randomHex() + "&oe=" + Long.toHexString(expiry.getEpochSecond()) + "&_nc_sid=5e03e0";
        StoredFile file = new StoredFile(hash, path + query, body, size(body), expiry, GONE);
        files.put(path, file);
        current.put(hash, path);
        bytes += file.length();
        makeRoom();
        return file;
    }

    /// The body with that hash, if its path works.
    synchronized Optional<StoredFile> byHash(FileHash hash) {
        return Optional.ofNullable(current.get(hash))
                .flatMap(this::byPath)
                .filter(file -> !file.isExpired(clock.instant()));
    }

    /// What is or was at that path; its query does not matter.
    synchronized Optional<StoredFile> byPath(String path) {
        return Optional.ofNullable(files.get(withoutQuery(path)));
    }

    boolean isExpired(StoredFile file) {
        return file.isExpired(clock.instant());
    }

    /// Ends a path before its time.
    ///
    /// @param status what is answered from now on: 403, 404 or 410
    /// @return whether there was such a path
    public synchronized boolean expire(String directPath, int status) {
        return files.computeIfPresent(withoutQuery(directPath), (_, file) -> file.expired(status)) != null;
    }

    /// Ends every path of now.
    public synchronized void expireAll(int status) {
        files.replaceAll((_, file) -> file.expired(status));
    }

    /// Whether a file can be had at that path now.
    public synchronized boolean has(String directPath) {
        return byPath(directPath).filter(file -> !isExpired(file)).isPresent();
    }

    /// How many files there are, expired ones too.
    public synchronized int size() {
        return files.size();
    }

    /// Waits until every file was taken off; false when that did not happen in time.
    public synchronized boolean awaitEmpty(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long left = atMost.toMillis();
        while (!files.isEmpty() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return files.isEmpty();
    }

    /// Removes a file for good; false when there is none at that path.
    synchronized boolean delete(String directPath) {
        Optional<StoredFile> file = byPath(directPath);
        file.ifPresent(this::remove);
        return file.isPresent();
    }

    /// An empty file for an upload.
    Path newBody() {
        return folder.newFile();
    }

    /// How much of a body has come in uploads that broke off.
    synchronized long partialLength(FileHash hash) {
        return Optional.ofNullable(partials.get(hash)).map(MediaStore::size).orElse(0L);
    }

    /// Hands out what came of a body, for the upload that goes on with it.
    synchronized Optional<Path> takePartial(FileHash hash) {
        return Optional.ofNullable(partials.remove(hash));
    }

    /// Keeps what came of a body.
    synchronized void keepPartial(FileHash hash, Path body) {
        Optional.ofNullable(partials.put(hash, body)).ifPresent(MediaFolder::delete);
        if (partials.size() > MOST_PARTIALS) {
            Iterator<Path> oldest = partials.values().iterator();
            MediaFolder.delete(oldest.next());
            oldest.remove();
        }
    }

    private void makeRoom() {
        while (bytes > MOST_BYTES) {
            remove(files.values().iterator().next());
        }
    }

    private void remove(StoredFile file) {
        String path = withoutQuery(file.directPath());
        files.remove(path);
        current.remove(file.hash(), path);
        bytes -= file.length();
        MediaFolder.delete(file.body());
        notifyAll();
    }

    private String randomHex() {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
