package dev.parley.simulator.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.simulator.media.MultipartReader.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {
    private static final String TYPE = "multipart/form-data; boundary=\"x-y\"";

    @Test
    void readsPartsInOrder() throws IOException {
        MultipartReader form = reader(lines(
                "preamble",
                "--x-y",
                "Content-Disposition: form-data; name=\"to\"",
                "",
                "15550001111",
                "--x-y",
                "content-type: image/jpeg",
                "content-disposition: form-data; name=\"file\"; filename=\"a name.jpg\"",
                "",
                "",
                "--x-",
                "--x-y--"));

        Part to = form.next().orElseThrow();
        assertThat(to.name()).isEqualTo("to");
        assertThat(to.fileName()).isEmpty();
        assertThat(new String(to.body().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("15550001111");
        Part file = form.next().orElseThrow();
        assertThat(file.name()).isEqualTo("file");
        assertThat(file.fileName()).contains("a name.jpg");
        assertThat(file.contentType()).contains("image/jpeg");
        assertThat(new String(file.body().readAllBytes(), StandardCharsets.UTF_8))
                .as("what only looks like the delimiter")
                .isEqualTo("\r\n--x-");
        assertThat(form.next()).isEmpty();
    }

    @Test
    void skipsAPartThatNobodyRead() throws IOException {
        MultipartReader form = reader(lines(
                "--x-y",
                "Content-Disposition: form-data; name=\"a\"",
                "",
                "much",
                "--x-y",
                "Content-Disposition: form-data; name=\"b\"",
                "",
                "",
                "--x-y--"));
        form.next();

        assertThat(form.next().orElseThrow().name()).isEqualTo("b");
        assertThat(form.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--x-y",
                "--x-y\r\n",
                "--x-y\r\nContent-Disposition: form-data\r\n\r\nbody\r\n--x-y--",
                "--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbody",
                "--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbody\r\n--x-"
            })
    void refusesWhatBreaksOff(String form) {
        assertThatThrownBy(() -> {
                    MultipartReader reader = reader(form);
                    while (reader.next().isPresent()) {
                        // Reads on.
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /// Contents made of pieces of the delimiter are the hard ones.
    @Test
    void givesEveryContentBackAsItWas() throws IOException {
        Random random = new Random(1);
        String[] pieces = {"\r", "\n", "-", "--", "x", "-y", "\r\n", "\r\n--", "\r\n--x-", "abc"};
        for (int round = 0; round < 2000; round++) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (int i = random.nextInt(12); i > 0; i--) {
                content.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.US_ASCII));
            }
            String text = content.toString(StandardCharsets.US_ASCII);
            if (text.contains("\r\n--x-y")) {
                continue;
            }
            MultipartReader form =
                    reader(lines("--x-y", "Content-Disposition: form-data; name=\"a\"", "", text, "--x-y--"));

            assertThat(form.next().orElseThrow().body().readAllBytes()).isEqualTo(content.toByteArray());
            assertThat(form.next()).isEmpty();
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static MultipartReader reader(String form) throws IOException {
        return new MultipartReader(new ByteArrayInputStream(form.getBytes(StandardCharsets.ISO_8859_1)), TYPE);
    }
}
