package dev.parley.whatsapp.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Decrypts whole files, with every check of [MediaInputStream].
public final class MediaDecryptor {
    private MediaDecryptor() {}

    /// Decrypts to the end. What `file` gets is **unverified until this method returns**: it must be a place that can
    /// be thrown away, such as a file under a name that nobody knows yet. To verify an encrypted file and nothing
    /// else, pass [OutputStream#nullOutputStream]. Closes neither stream.
    ///
    /// @param maxLength of the content, in bytes
    /// @throws MediaException if the file is not what its message says
    /// @throws IOException from a stream
    public static DecryptedMedia decrypt(
            InputStream encrypted, MediaDescriptor media, long maxLength, OutputStream file) throws IOException {
        MediaInputStream content = new MediaInputStream(encrypted, media, maxLength);
        byte[] chunk = new byte[MediaEncryptor.CHUNK_LENGTH];
        for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
            file.write(chunk, 0, read);
        }
        return content.result();
    }

    /// The verified content of a small file.
    ///
    /// @throws MediaException if the file is not what its message says
    public static byte[] decrypt(byte[] encrypted, MediaDescriptor media) {
        try (MediaInputStream content =
                new MediaInputStream(new ByteArrayInputStream(encrypted), media, encrypted.length)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
