package dev.parley.bridge.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.media.Pictures.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever the bytes are, looking at a file ends, and in nothing worse than not knowing it.
class HostileFileProperties {
    @Property(tries = 300)
    void everyFileIsLookedAt(@ForAll("files") byte[] content) throws IOException {
        Path file = Files.createTempFile("parley-hostile", ".bin");
        try {
            Files.write(file, content);
            FileType type = FileType.of(file);
            assertThat(type.mimetype()).isNotBlank();
            Mp4.read(file).ifPresent(film -> assertThat(film.duration()).isGreaterThanOrEqualTo(Duration.ZERO));
            assertThat(Orientation.of(file).value()).isBetween(1, 8);
            Pictures pictures = new Pictures();
            Optional<Picture> picture = pictures.look(file, type);
            if (picture.isPresent()) {
                pictures.thumbnail(file, type, picture.get())
                        .ifPresent(thumbnail -> assertThat(thumbnail.isEmpty()).isFalse());
            }
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 500)
    void everyNameIsCleanOrNone(@ForAll String name) {
        FileNames.clean(name)
                .ifPresent(clean -> assertThat(clean)
                        .isNotBlank()
                        .hasSizeLessThanOrEqualTo(120)
                        .doesNotContain("/", "\\", "\0", "\r", "\n", "\"")
                        .doesNotStartWith("."));
    }

    /// Good files with some bytes changed, and cut.
    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> good = Arbitraries.of(
                Samples.turnedJpeg(30, 20, 6),
                Samples.picture("png", 30, 20),
                Samples.movingGif(),
                Samples.mp4("isom", "avc1", 3, 30, 20, true),
                Samples.wav(1, 8000));
        return Combinators.combine(
                        good,
                        Arbitraries.integers().between(0, 400).list().ofMaxSize(8),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(1, 4000))
                .as((file, places, value, length) -> {
                    byte[] broken = Arrays.copyOf(file, Math.min(file.length, length));
                    places.forEach(place -> broken[place % broken.length] = value);
                    return broken;
                });
    }
}
