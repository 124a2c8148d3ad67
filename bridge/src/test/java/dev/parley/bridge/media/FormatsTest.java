package dev.parley.bridge.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.media.Pictures.Picture;
import dev.parley.whatsapp.client.content.Dimensions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What files are by their bytes.
class FormatsTest {
    @TempDir
    private Path folder;

    private final Pictures pictures = new Pictures();

    @Test
    void knowsFilesByTheirBytes() throws IOException {
        assertThat(type(Samples.picture("jpeg", 10, 10))).isEqualTo("image/jpeg");
        assertThat(type(Samples.picture("png", 10, 10))).isEqualTo("image/png");
        assertThat(type(Samples.picture("gif", 10, 10))).isEqualTo("image/gif");
        assertThat(type(Samples.picture("bmp", 10, 10))).isEqualTo("image/bmp");
        assertThat(type(Samples.wav(1, 8000))).isEqualTo("audio/wav");
        assertThat(type(Samples.mp4("isom", "avc1", 1, 10, 10, false))).isEqualTo("video/mp4");
        assertThat(type(Samples.mp4("3gp5", "s263", 1, 10, 10, false))).isEqualTo("video/3gpp");
        assertThat(type(Samples.mp4("qt  ", "avc1", 1, 10, 10, false))).isEqualTo("video/quicktime");
        assertThat(type("%PDF-1.7".getBytes(StandardCharsets.US_ASCII))).isEqualTo("application/pdf");
        assertThat(type("<html>".getBytes(StandardCharsets.US_ASCII))).isEqualTo("application/octet-stream");
        assertThat(type(new byte[0])).isEqualTo("application/octet-stream");
    }

    @Test
    void readsWhatAFilmSaysOfItself() throws IOException {
        Mp4 film =
                Mp4.read(file(Samples.mp4("isom", "avc1", 61, 1280, 720, true))).orElseThrow();

        assertThat(film.duration()).isEqualTo(Duration.ofSeconds(61));
        assertThat(film.sound()).isTrue();
        assertThat(film.video()).contains(new Mp4.Video("avc1", 720, 1280));
    }

    @Test
    void aFilmThatLiesAboutItsSizesIsReadToWhereItHolds() throws IOException {
        byte[] endless = Samples.box("ftyp", "isom".getBytes(StandardCharsets.US_ASCII));
        byte[] lying = Arrays.copyOf(endless, endless.length + 8);
        Arrays.fill(lying, endless.length, lying.length, (byte) 0xFF);

        assertThat(Mp4.read(file(lying)).orElseThrow().video()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,40,20", "2,40,20", "3,40,20", "4,40,20", "5,20,40", "6,20,40", "7,20,40", "8,20,40"})
    void aPictureIsShownAsTheCameraWasHeld(int orientation, int width, int height) throws IOException {
        Path file = file(Samples.turnedJpeg(40, 20, orientation));

        Picture picture = pictures.look(file, FileType.JPEG).orElseThrow();
        BufferedImage small = ImageIO.read(new ByteArrayInputStream(
                pictures.thumbnail(file, FileType.JPEG, picture).orElseThrow().toByteArray()));

        assertThat(picture.dimensions()).isEqualTo(new Dimensions(width, height));
        assertThat(small.getWidth()).isEqualTo(width);
        assertThat(small.getHeight()).isEqualTo(height);
        // Red was above in what the camera saw first; where that is now says the table of Exif's orientations.
        String redSide =
                switch (orientation) {
                    case 1, 2 -> "above";
                    case 3, 4 -> "below";
                    case 5, 8 -> "left";
                    default -> "right";
                };
        assertThat(isRed(small, redSide)).isTrue();
    }

    private static boolean isRed(BufferedImage image, String side) {
        int w = image.getWidth();
        int h = image.getHeight();
        int rgb =
                switch (side) {
                    case "above" -> image.getRGB(w / 2, h / 8);
                    case "below" -> image.getRGB(w / 2, h - 1 - h / 8);
                    case "left" -> image.getRGB(w / 8, h / 2);
                    default -> image.getRGB(w - 1 - w / 8, h / 2);
                };
        return (rgb >> 16 & 0xFF) > 150 && (rgb & 0xFF) < 100;
    }

    @Test
    void aBombIsNotDecoded() throws IOException {
        Path file = file(Samples.bomb());

        Picture picture = pictures.look(file, FileType.PNG).orElseThrow();

        assertThat(picture.pixels()).isEqualTo(3_600_000_000L);
        assertThat(pictures.thumbnail(file, FileType.PNG, picture)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan.pdf | plan.pdf",
                "../../etc/passwd | passwd",
                "C:\\Users\\x\\a.txt | a.txt",
                "...hidden | hidden",
                "a:b*c?.txt | abc.txt",
                "über 履歴.docx | über 履歴.docx"
            })
    void aNameIsOnlyAName(String given, String clean) {
        assertThat(FileNames.clean(given)).contains(clean);
    }

    @Test
    void aNameKeepsItsEndingWhenItIsCut() {
        assertThat(FileNames.clean("x".repeat(500) + ".pdf").orElseThrow())
                .hasSize(120)
                .endsWith("x.pdf");
        assertThat(FileNames.clean("//")).isEmpty();
        assertThat(FileNames.clean("a\u202Etxt.exe\r\n")).contains("atxt.exe");
    }

    private String type(byte[] content) throws IOException {
        return FileType.of(file(content)).mimetype();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "sample", ".bin"), content);
    }
}
