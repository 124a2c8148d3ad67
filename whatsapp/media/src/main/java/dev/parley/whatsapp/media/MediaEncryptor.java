package dev.parley.whatsapp.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/// Encrypts files in one pass: AES-256-CBC, then the first 10 bytes of an HMAC-SHA-256 over initialisation vector and
/// ciphertext; the hashes are computed on the way.
public final class MediaEncryptor {
    /// Bytes encrypted at a time.
    static final int CHUNK_LENGTH = 65536;

    private MediaEncryptor() {}

    /// Encrypts `file` to its end. Holds two buffers of 64 KiB, and 10 bytes per 64 KiB of video and audio. Closes
    /// neither stream.
    ///
    /// @param key fresh for this file; see [MediaKey]
    /// @throws IOException from a stream; what was written is worthless then
    public static EncryptedMedia encrypt(MediaType type, MediaKey key, InputStream file, OutputStream encrypted)
            throws IOException {
        MediaKeys keys = MediaKeys.expand(key, type);
        Cipher cipher = keys.cipher(Cipher.ENCRYPT_MODE);
        Body body = new Body(keys, type, encrypted);
        MessageDigest fileHash = MediaKeys.sha256();
        byte[] plain = new byte[CHUNK_LENGTH];
        byte[] ciphertext = new byte[CHUNK_LENGTH + MediaKeys.BLOCK_LENGTH];
        long length = 0;
        try {
            for (int read = file.read(plain); read >= 0; read = file.read(plain)) {
                fileHash.update(plain, 0, read);
                body.write(ciphertext, cipher.update(plain, 0, read, ciphertext));
                length += read;
            }
            body.write(ciphertext, cipher.doFinal(ciphertext, 0));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return body.end(type, key, FileHash.of(fileHash.digest()), length);
    }

    /// How long the encrypted form of a file is, so that an upload can announce it.
    public static long encryptedLength(long fileLength) {
        return (fileLength / MediaKeys.BLOCK_LENGTH + 1) * MediaKeys.BLOCK_LENGTH + MediaKeys.MAC_LENGTH;
    }

    /// The encrypted file on its way out, with all that is computed over it.
    private static final class Body {
        private final OutputStream out;
        private final MessageDigest hash = MediaKeys.sha256();
        private final Mac mac;
        private final Optional<SidecarBuilder> sidecar;
        private long length;

        Body(MediaKeys keys, MediaType type, OutputStream out) {
            this.out = out;
            this.mac = keys.mac();
            this.sidecar = type.isPlayed() ? Optional.of(new SidecarBuilder(keys)) : Optional.empty();
            byte[] iv = keys.iv();
            mac.update(iv);
            sidecar.ifPresent(builder -> builder.update(iv, 0, iv.length));
        }

        void write(byte[] ciphertext, int count) throws IOException {
            mac.update(ciphertext, 0, count);
            append(ciphertext, count);
        }

        EncryptedMedia end(MediaType type, MediaKey key, FileHash fileHash, long fileLength) throws IOException {
            append(MediaKeys.truncated(mac), MediaKeys.MAC_LENGTH);
            return new EncryptedMedia(
                    type,
                    key,
                    fileHash,
                    FileHash.of(hash.digest()),
                    fileLength,
                    length,
                    sidecar.map(SidecarBuilder::build));
        }

        private void append(byte[] bytes, int count) throws IOException {
            hash.update(bytes, 0, count);
            sidecar.ifPresent(builder -> builder.update(bytes, 0, count));
            out.write(bytes, 0, count);
            length += count;
        }
    }
}
