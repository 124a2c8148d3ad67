package dev.parley.bridge.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every media store does.
@SuppressWarnings("NullAway.Init")
abstract class MediaStoreContract {
    private static final int LARGE = 12 << 20;

    @TempDir
    Path folder;

    private Staging staging;
    private MediaStore store;

    abstract MediaStore store(Path folder, Staging staging);

    @BeforeEach
    void open() {
        staging = Staging.in(folder.resolve("incoming"));
        store = store(folder, staging);
    }

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        byte[] content = Samples.random(100_000);
        ContentHash hash = put(content);

        assertThat(store.has(hash)).isTrue();
        assertThat(read(hash, 0)).isEqualTo(content);
        assertThat(read(hash, 99_990)).isEqualTo(Arrays.copyOfRange(content, 99_990, 100_000));
        assertThat(read(hash, 100_000)).isEmpty();
        try (LocalFile local = store.local(hash)) {
            assertThat(Files.readAllBytes(local.path())).isEqualTo(content);
        }
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void aLargeContentIsWholeAndCanBeLeftInTheMiddle() throws IOException {
        byte[] content = Samples.random(LARGE);
        ContentHash hash = put(content);

        try (InputStream in = store.open(hash, 1000)) {
            assertThat(in.readNBytes(5)).isEqualTo(Arrays.copyOfRange(content, 1000, 1005));
        }
        assertThat(read(hash, 0)).isEqualTo(content);
    }

    @Test
    void theSameContentTwiceIsOne() throws IOException {
        assertThat(put(Samples.random(10))).isEqualTo(put(Samples.random(10)));
        assertThat(read(put(Samples.random(10)), 0)).isEqualTo(Samples.random(10));
    }

    @Test
    void whatIsDeletedIsMissing() throws IOException {
        ContentHash hash = put(Samples.random(11));

        store.delete(hash);
        store.delete(hash);

        assertThat(store.has(hash)).isFalse();
        assertThatThrownBy(() -> store.open(hash, 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.local(hash)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void namesWhatIsOlder() throws IOException {
        ContentHash first = put(Samples.random(12));
        ContentHash second = put(Samples.random(13));
        List<ContentHash> older = new ArrayList<>();
        List<ContentHash> none = new ArrayList<>();

        store.each(Instant.now().plus(Duration.ofMinutes(1)), older::add);
        store.each(Instant.now().minus(Duration.ofHours(1)), none::add);

        assertThat(older).contains(first, second);
        assertThat(none).isEmpty();
    }

    private ContentHash put(byte[] content) throws IOException {
        try (StagedContent staged = staging.stage(new ByteArrayInputStream(content), LARGE)) {
            store.put(staged);
            return staged.hash();
        }
    }

    private byte[] read(ContentHash hash, long from) throws IOException {
        try (InputStream in = store.open(hash, from)) {
            return in.readAllBytes();
        }
    }
}
