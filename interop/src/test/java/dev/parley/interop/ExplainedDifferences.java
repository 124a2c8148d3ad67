package dev.parley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The differences between Baileys and our engine that have a reason: the tables of `stanza-differences.md`.
final class ExplainedDifferences {
    private static final String EITHER = "either";
    private static final int COLUMNS = 4;

    private final List<Explanation> explanations;

    private ExplainedDifferences(List<Explanation> explanations) {
        this.explanations = explanations;
    }

    /// @param scenes that it belongs to: each of them, or `*` for some
    /// @param who the side that sends the line, in parentheses if only sometimes, or [#EITHER], at times
    /// @param line in which a `*` stands for anything
    record Explanation(List<String> scenes, String who, String line, String reason) {
        boolean explains(StanzaDifference difference) {
            return isOf(difference.scene())
                    && (who.equals(EITHER) || who.replaceAll("[()]", "").equals(difference.who()))
                    && Pattern.matches(
                            Arrays.stream(line.split("\\*", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*")),
                            difference.line());
        }

        boolean isOf(String scene) {
            return isOfAny() || scenes.contains(scene);
        }

        boolean isOfAny() {
            return scenes.contains("*");
        }

        /// Whether the difference is there in some runs only.
        boolean isChance() {
            return who.equals(EITHER) || who.startsWith("(");
        }
    }

    static ExplainedDifferences read(Path file) {
        try {
            return new ExplainedDifferences(Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| Scene ") && !line.startsWith("| --- "))
                    .map(ExplainedDifferences::row)
                    .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Explanation row(String line) {
        List<String> cells =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (cells.size() != COLUMNS + 2) {
            throw new IllegalArgumentException("not a row of four columns: " + line);
        }
        return new Explanation(
                Arrays.stream(cells.get(1).split(",", -1)).map(String::strip).toList(),
                cells.get(2),
                cells.get(3).replace("`", ""),
                cells.get(4));
    }

    /// Why the difference is there.
    Optional<String> reason(StanzaDifference difference) {
        return explanations.stream()
                .filter(explanation -> explanation.explains(difference))
                .findFirst()
                .map(Explanation::reason);
    }

    /// What should differ in this scene and does not.
    List<Explanation> unmet(String scene, List<StanzaDifference> differences) {
        return explanations.stream()
                .filter(explanation -> explanation.scenes().contains(scene))
                .filter(explanation -> isUnmet(explanation, differences))
                .toList();
    }

    /// What should differ in some scene and does in none.
    List<Explanation> unmet(List<StanzaDifference> differences) {
        return explanations.stream()
                .filter(Explanation::isOfAny)
                .filter(explanation -> isUnmet(explanation, differences))
                .toList();
    }

    private static boolean isUnmet(Explanation explanation, List<StanzaDifference> differences) {
        return !explanation.isChance() && differences.stream().noneMatch(explanation::explains);
    }
}
