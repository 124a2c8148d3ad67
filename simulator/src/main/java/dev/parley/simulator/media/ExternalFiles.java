package dev.parley.simulator.media;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaEncryptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.ExternalBlobReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/// What is too long for a stanza and lies on the media servers instead: snapshots and long patches of the app state,
/// parts of the history. Thread-safe.
public final class ExternalFiles {
    private final MediaStore store;
    private final SecureRandom random;

    public ExternalFiles(MediaStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /// Encrypts the content under a key of its own and offers it for download.
    public ExternalBlobReference publish(MediaType type, byte[] content) {
        Path body = store.newBody();
        try (OutputStream out = Files.newOutputStream(body)) {
            EncryptedMedia file =
                    MediaEncryptor.encrypt(type, MediaKey.generate(random), new ByteArrayInputStream(content), out);
            out.flush();
            StoredFile stored = store.publish(file.fileEncSha256(), body);
            return ExternalBlobReference.newBuilder()
                    .setMediaKey(ByteString.copyFrom(file.key().bytes()))
                    .setDirectPath(stored.directPath())
                    .setFileSizeBytes(file.fileLength())
                    .setFileSha256(ByteString.copyFrom(file.fileSha256().bytes()))
                    .setFileEncSha256(ByteString.copyFrom(file.fileEncSha256().bytes()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
