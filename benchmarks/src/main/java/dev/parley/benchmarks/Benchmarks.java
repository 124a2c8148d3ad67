package dev.parley.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Runs the benchmarks whose names contain the argument, or all of them. Figures from one run can be compared
/// with each other; from another machine or another hour they cannot.
public final class Benchmarks {
    private static final List<Benchmark> ALL = List.of(
            new QrLatency(),
            new TextThroughput(),
            new EventLatency(),
            new OutboundTexts(),
            new IdleSessions(),
            new RestoredSessions(),
            new MediaTransfer(),
            new HistoryDecoding());

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(MediaTransferProcess.ARGUMENT)) {
            MediaTransferProcess.run(List.of(arguments).subList(1, arguments.length));
            System.exit(0);
        }
        if (arguments.length == 2 && arguments[0].equals(HistoryReading.ARGUMENT)) {
            HistoryReading.run(Path.of(arguments[1]));
            return;
        }
        String wanted = arguments.length == 0 ? "" : arguments[0];
        List<Benchmark> chosen = ALL.stream()
                .filter(benchmark -> benchmark.name().contains(wanted))
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("There is no benchmark '" + wanted + "'; there are "
                    + ALL.stream().map(Benchmark::name).toList());
            System.exit(2);
        }
        for (Benchmark benchmark : chosen) {
            System.out.println(benchmark.name());
            Path folder = Files.createTempDirectory("parley-bench-");
            try {
                benchmark.run(folder).forEach(line -> System.out.println("  " + line));
            } finally {
                delete(folder);
            }
        }
        System.exit(0);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
