package dev.parley.whatsapp.media;

import dev.parley.whatsapp.media.MediaException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/// Decrypts a file while it is read.
///
/// **Only the end of the stream proves the content.** The code and the hashes can be checked when all has come, so
/// everything read before is unverified: write it to a place that nobody looks at, or parse it into a transaction, and
/// publish or commit when -1 was returned; on a [MediaException] throw it away. A stream that was closed before its
/// end has proven nothing. The last block comes out only after the code was found right, and after a failure every
/// read fails.
///
/// Who must hand bytes on as they come stores the encrypted file and reads it twice: once to its end for the proof,
/// then again.
///
/// Holds two buffers of 64 KiB, whatever the file's size. For one thread at a time. Closing it closes the source.
public final class MediaInputStream extends InputStream {
    private final InputStream encrypted;
    private final Cipher cipher;
    private final Verification verification;

    private final byte[] input = new byte[MediaEncryptor.CHUNK_LENGTH + MediaKeys.MAC_LENGTH];
    /// At the start of `input`, kept back because they may be the code.
    private int held;

    private final byte[] output = new byte[MediaEncryptor.CHUNK_LENGTH + MediaKeys.BLOCK_LENGTH];
    private int outputStart;
    private int outputEnd;

    private @Nullable DecryptedMedia result;
    private @Nullable MediaException failure;

    /// @param encrypted read no further than one chunk beyond what is allowed
    /// @param maxLength of the content, in bytes
    public MediaInputStream(InputStream encrypted, MediaDescriptor media, long maxLength) {
        this.encrypted = encrypted;
        MediaKeys keys = MediaKeys.expand(media.key(), media.type());
        this.cipher = keys.cipher(Cipher.DECRYPT_MODE);
        this.verification = new Verification(media, maxLength, keys);
    }

    /// @throws MediaException if the file is not what its message says
    /// @throws IOException from the source
    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws MediaException if the file is not what its message says
    /// @throws IOException from the source
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (outputStart == outputEnd) {
            if (result != null) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, outputEnd - outputStart);
        System.arraycopy(output, outputStart, bytes, offset, count);
        outputStart += count;
        return count;
    }

    /// What the content turned out to be.
    ///
    /// @throws IllegalStateException if it was not read to its end
    public DecryptedMedia result() {
        if (result == null || outputStart < outputEnd) {
            throw new IllegalStateException("not read to its end");
        }
        return result;
    }

    /// Without reading to the end.
    @Override
    public void close() throws IOException {
        encrypted.close();
    }

    private void fill() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            verification.requireAllowedLength();
            int read = encrypted.read(input, held, input.length - held);
            if (read < 0) {
                finish();
            } else {
                decrypt(read);
            }
        } catch (MediaException e) {
            failure = e;
            outputEnd = outputStart;
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void decrypt(int read) throws GeneralSecurityException {
        verification.encrypted(input, held, read);
        int available = held + read;
        int ready = Math.max(0, available - MediaKeys.MAC_LENGTH);
        verification.ciphertext(input, ready);
        release(cipher.update(input, 0, ready, output));
        held = available - ready;
        System.arraycopy(input, ready, input, 0, held);
    }

    private void finish() throws GeneralSecurityException {
        verification.requireAuthentic(input, held);
        try {
            release(cipher.doFinal(output, 0));
            result = verification.requireContent();
        } catch (BadPaddingException _) {
            throw new MediaException(Kind.PADDING, "a last block without padding");
        }
    }

    private void release(int count) {
        verification.plain(output, count);
        outputStart = 0;
        outputEnd = count;
    }
}
