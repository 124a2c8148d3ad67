package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Whatever is uploaded: a voice note, or an [AudioException], soon.
@SuppressWarnings("NullAway.Init")
class HostileRecordingProperties {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("hostile");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 400)
    void damagedRecordings(@ForAll("damaged") byte[] recording) throws IOException {
        convert(recording);
    }

    @Property(tries = 200)
    void anythingBehindAKnownBeginning(@ForAll("beginnings") byte[] beginning, @ForAll byte[] rest) throws IOException {
        byte[] recording = Arrays.copyOf(beginning, beginning.length + rest.length);
        System.arraycopy(rest, 0, recording, beginning.length, rest.length);
        convert(recording);
    }

    private static void convert(byte[] recording) throws IOException {
        Path in = Files.write(folder.resolve("in"), recording);
        long start = System.nanoTime();
        try {
            VoiceNote note = VoiceNotes.convert(in, folder.resolve("out.ogg"), LONGEST);
            assertThat(note.duration()).isBetween(Duration.ofNanos(1), LONGEST);
        } catch (AudioException e) {
            assertThat(e.getMessage()).endsWith(".");
        }
        try {
            WavRendition rendition = WavRendition.of(in);
            rendition.writeTo(java.io.OutputStream.nullOutputStream(), 0, Math.min(rendition.length(), 1_000_000));
        } catch (AudioException e) {
            assertThat(e.getMessage()).endsWith(".");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }

    /// Some bytes changed, a piece cut out, another put in twice. In Ogg, the checksums are made right
    /// again, or everything would end there.
    @Provide
    Arbitrary<byte[]> damaged() {
        return Combinators.combine(
                        Arbitraries.of(recordings()),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 30))
                .as(HostileRecordingProperties::damage);
    }

    private static List<Path> recordings() {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            return files.filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] damage(Path recording, long seed, int changes) {
        Random random = new Random(seed);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(recording);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Headers and tables stand at the beginning or at the end.
        int part = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 1_000);
        int from = random.nextBoolean() ? 0 : bytes.length - part;
        for (int i = 0; i < changes; i++) {
            int at = from + random.nextInt(part);
            bytes[at] =
                    random.nextInt(3) == 0 ? (byte) -random.nextInt(3) : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
        if (random.nextInt(3) == 0) {
            int cut = random.nextInt(bytes.length);
            int length = random.nextInt(bytes.length - cut);
            byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
            System.arraycopy(bytes, cut + length, shorter, cut, bytes.length - cut - length);
            bytes = shorter;
        }
        rightenChecksums(bytes);
        return bytes;
    }

    private static void rightenChecksums(byte[] bytes) {
        for (int at = 0; at + 27 <= bytes.length; ) {
            if (bytes[at] != 'O' || bytes[at + 1] != 'g' || bytes[at + 2] != 'g' || bytes[at + 3] != 'S') {
                return;
            }
            int end = at + 27 + (bytes[at + 26] & 0xff);
            for (int i = at + 27; i < Math.min(end, bytes.length); i++) {
                if (i < at + 27 + (bytes[at + 26] & 0xff)) {
                    end += bytes[i] & 0xff;
                }
            }
            if (end > bytes.length) {
                return;
            }
            Arrays.fill(bytes, at + 22, at + 26, (byte) 0);
            int crc = OggCrc.update(0, bytes, at, end);
            for (int i = 0; i < 4; i++) {
                bytes[at + 22 + i] = (byte) (crc >> (8 * i));
            }
            at = end;
        }
    }

    @Provide
    Arbitrary<byte[]> beginnings() {
        return Arbitraries.of(recordings()).flatMap(file -> {
            try {
                byte[] whole = Files.readAllBytes(file);
                return Arbitraries.integers().between(4, 600).map(length -> Arrays.copyOf(whole, length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
