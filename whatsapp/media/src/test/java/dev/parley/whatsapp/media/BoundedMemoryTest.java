package dev.parley.whatsapp.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was never allocated was never held: all objects of a run together are smaller than one part in 100 of the file.
class BoundedMemoryTest {
    private static final long LENGTH = 100 << 20;
    private static final long ALLOWED = 1 << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void encryptsAndDecrypts100MegabytesWithinOne(@TempDir Path directory) throws IOException {
        warmUp();
        Path encrypted = directory.resolve("encrypted");
        EncryptedMedia media;
        long before = threads.getCurrentThreadAllocatedBytes();
        try (OutputStream out = Files.newOutputStream(encrypted)) {
            media = MediaEncryptor.encrypt(MediaType.VIDEO, key(), new Zeros(LENGTH), out);
        }
        long encrypting = threads.getCurrentThreadAllocatedBytes() - before;

        before = threads.getCurrentThreadAllocatedBytes();
        DecryptedMedia found;
        try (InputStream in = Files.newInputStream(encrypted)) {
            found = MediaDecryptor.decrypt(in, media.descriptor(), LENGTH, OutputStream.nullOutputStream());
        }
        long decrypting = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(found.fileLength()).isEqualTo(LENGTH);
        assertThat(media.sidecar().orElseThrow().bytes()).hasSize(10 * 1601);
        assertThat(encrypting).isLessThan(ALLOWED);
        assertThat(decrypting).isLessThan(ALLOWED);
    }

    /// Loads the classes, which allocate too.
    private static void warmUp() throws IOException {
        MediaEncryptor.encrypt(MediaType.VIDEO, key(), new Zeros(1 << 20), OutputStream.nullOutputStream());
        TestFile file = TestFile.of(MediaType.VIDEO, 1 << 20);
        MediaDecryptor.decrypt(file.encrypted, file.media.descriptor());
    }

    private static MediaKey key() {
        return MediaKey.generate(new SeededRandom(1));
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
