package dev.parley.whatsapp.media;

import dev.parley.whatsapp.media.MediaException.Kind;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Mac;

/// Everything that must be right about a file, gathered while it passes by.
final class Verification {
    private final MediaDescriptor media;
    private final long maxLength;
    private final Mac mac;
    private final MessageDigest encryptedHash = MediaKeys.sha256();
    private final MessageDigest fileHash = MediaKeys.sha256();
    private long ciphertextLength;
    private long fileLength;

    Verification(MediaDescriptor media, long maxLength, MediaKeys keys) {
        this.media = media;
        this.maxLength = maxLength;
        this.mac = keys.mac();
        mac.update(keys.iv());
    }

    /// Before anything is read: whether the content may be as long as it is said to be.
    void requireAllowedLength() {
        OptionalLong claimed = media.fileLength();
        if (claimed.isPresent() && (claimed.getAsLong() < 0 || claimed.getAsLong() > maxLength)) {
            throw new MediaException(
                    Kind.TOO_LONG,
                    "a file of " + Long.toUnsignedString(claimed.getAsLong()) + " bytes where " + maxLength
                            + " are allowed");
        }
    }

    /// Bytes as they come, the code at the end included.
    void encrypted(byte[] bytes, int offset, int length) {
        encryptedHash.update(bytes, offset, length);
    }

    void ciphertext(byte[] bytes, int length) {
        ciphertextLength += length;
        long allowed = media.fileLength().orElse(maxLength);
        if (ciphertextLength / MediaKeys.BLOCK_LENGTH - 1 > allowed / MediaKeys.BLOCK_LENGTH) {
            Kind kind = media.fileLength().isPresent() ? Kind.FILE_LENGTH : Kind.TOO_LONG;
            throw new MediaException(kind, "more than " + allowed + " bytes");
        }
        mac.update(bytes, 0, length);
    }

    void plain(byte[] bytes, int length) {
        fileHash.update(bytes, 0, length);
        fileLength += length;
    }

    /// At the end, before the last block is decrypted.
    ///
    /// @param rest of which the first bytes are the code, if there are enough
    void requireAuthentic(byte[] rest, int restLength) {
        if (restLength < MediaKeys.MAC_LENGTH
                || ciphertextLength == 0
                || ciphertextLength % MediaKeys.BLOCK_LENGTH != 0) {
            throw new MediaException(
                    Kind.ENCRYPTED_LENGTH, "an encrypted file of " + (ciphertextLength + restLength) + " bytes");
        }
        requireSame(Kind.ENCRYPTED_HASH, media.fileEncSha256(), FileHash.of(encryptedHash.digest()));
        byte[] code = Arrays.copyOf(rest, MediaKeys.MAC_LENGTH);
        if (!MessageDigest.isEqual(code, MediaKeys.truncated(mac))) {
            throw new MediaException(Kind.MAC, "wrong code behind " + ciphertextLength + " bytes");
        }
    }

    /// After the last block was decrypted.
    DecryptedMedia requireContent() {
        long claimed = media.fileLength().orElse(fileLength);
        if (fileLength != claimed) {
            throw new MediaException(Kind.FILE_LENGTH, fileLength + " bytes, not " + claimed);
        }
        if (fileLength > maxLength) {
            throw new MediaException(Kind.TOO_LONG, "more than " + maxLength + " bytes");
        }
        FileHash hash = FileHash.of(fileHash.digest());
        requireSame(Kind.FILE_HASH, media.fileSha256(), hash);
        return new DecryptedMedia(hash, fileLength);
    }

    private static void requireSame(Kind kind, Optional<FileHash> expected, FileHash found) {
        if (expected.isPresent() && !expected.get().equals(found)) {
            throw new MediaException(kind, found + ", not " + expected.get());
        }
    }
}
