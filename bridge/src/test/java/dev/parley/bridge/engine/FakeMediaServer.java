package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaEncryptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Files by their path, in the clear. What is uploaded is encrypted for its hashes and otherwise taken as it is.
public final class FakeMediaServer {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final BlockingQueue<MessageKey> requests = new LinkedBlockingQueue<>();
    private final AtomicInteger downloads = new AtomicInteger();
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable RuntimeException refusal;

    /// What downloads and uploads throw from now on; null ends it.
    public void refuseWith(@Nullable RuntimeException exception) {
        refusal = exception;
    }

    public void put(String path, byte[] content) {
        files.put(path, content.clone());
    }

    public void remove(String path) {
        files.remove(path);
    }

    /// A file that somebody uploaded, for their message.
    public UploadedMedia put(MediaType type, byte[] content) {
        try {
            return upload(type, MediaSource.of(content));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] content(String path) {
        byte[] content = files.get(path);
        if (content == null) {
            throw new AssertionError("nothing was uploaded to " + path);
        }
        return content.clone();
    }

    public int downloads() {
        return downloads.get();
    }

    public int uploads() {
        return uploads.get();
    }

    /// The next message whose file the phone was asked for.
    public MessageKey nextRequest() {
        try {
            return Optional.ofNullable(requests.poll(20, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("the phone was not asked"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    UploadedMedia upload(MediaType type, MediaSource source) throws IOException {
        refuse();
        byte[] content;
        try (InputStream in = source.open()) {
            content = in.readAllBytes();
        }
        EncryptedMedia encrypted = MediaEncryptor.encrypt(
                type,
                MediaKey.generate(new SecureRandom()),
                new ByteArrayInputStream(content),
                OutputStream.nullOutputStream());
        String path = "/o1/v/" + uploads.incrementAndGet();
        files.put(path, content);
        return new UploadedMedia(
                encrypted, path, URI.create("https://media.example" + path), Instant.ofEpochSecond(1_700_000_000));
    }

    /// Downloads begin and wait until the test opens the gate.
    public CountDownLatch holdDownloads() {
        CountDownLatch closed = new CountDownLatch(1);
        gate = closed;
        return closed;
    }

    public void awaitDownload() {
        try {
            if (!begun.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing was downloaded");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void download(RemoteMedia media, OutputStream sink) throws IOException {
        downloads.incrementAndGet();
        begun.release();
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the gate stayed closed");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        refuse();
        byte[] content = files.get(media.directPath());
        if (content == null) {
            throw new WhatsAppException.MediaGone(410);
        }
        sink.write(content);
    }

    void requestAgain(MessageKey message) {
        requests.add(message);
    }

    public int refusals() {
        return refusals.get();
    }

    private void refuse() {
        RuntimeException exception = refusal;
        if (exception != null) {
            refusals.incrementAndGet();
            throw exception;
        }
    }
}
