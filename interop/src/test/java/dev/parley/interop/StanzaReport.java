package dev.parley.interop;

import dev.parley.interop.StanzaComparison.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The outcome of a stanza comparison for people: per scene what differs, with its reason, and what does not.
final class StanzaReport {
    private StanzaReport() {}

    static void write(Path file, List<Scene> scenes, ExplainedDifferences explained) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    scenes.stream().map(scene -> section(scene, explained)).collect(Collectors.joining("\n")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String section(Scene scene, ExplainedDifferences explained) {
        Stream<String> differences = scene.differences().stream()
                .map(difference -> "| %s | %s | `%s` | %s |"
                        .formatted(
                                difference.scene(),
                                difference.who(),
                                difference.line(),
                                explained.reason(difference).orElse("**not explained**")));
        Stream<String> same = scene.same().stream().map(line -> "    " + line);
        return Stream.of(
                        Stream.of(
                                "## " + scene.name(),
                                "",
                                "| Scene | Who | Line | Reason |",
                                "| --- | --- | --- | --- |"),
                        differences,
                        Stream.of("", "The same on both sides:", ""),
                        same,
                        Stream.of(""))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }
}
