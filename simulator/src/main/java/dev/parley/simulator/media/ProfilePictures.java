package dev.parley.simulator.media;

import dev.parley.whatsapp.media.FileHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The profile pictures on the media servers: plain JPEGs, for whoever has their path. Thread-safe.
public final class ProfilePictures {
    private final MediaStore store;

    public ProfilePictures(MediaStore store) {
        this.store = store;
    }

    /// Offers a picture for download; one that is there already keeps its path.
    ///
    /// @return the path with its query
    public String publish(byte[] jpeg) {
        Path body = store.newBody();
        try {
            Files.write(body, jpeg);
            return store.publish(
                            FileHash.of(MessageDigest.getInstance("SHA-256").digest(jpeg)), body)
                    .directPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
