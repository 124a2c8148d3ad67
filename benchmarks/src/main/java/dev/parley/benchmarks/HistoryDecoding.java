package dev.parley.benchmarks;

import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import dev.parley.simulator.history.HistoryPart;
import dev.parley.simulator.history.HistoryParts;
import dev.parley.whatsapp.proto.Pushname;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A history of 200 chats with 400 messages each, through the engine alone: inflated, read, mapped and handed to a
/// consumer that only counts; keys are in memory. It runs in a process of its own whose whole heap is 64 MiB, so that
/// what is not streamed does not get through.
final class HistoryDecoding implements Benchmark {
    private static final int CHATS = 200;
    private static final int MESSAGES = 400;
    private static final String HEAP = "-Xmx64m";

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        write(folder);
        Process reader = new ProcessBuilder(command(folder))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (var output = reader.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        }
        if (reader.waitFor() != 0) {
            throw new IllegalStateException("the history was not read: " + lines);
        }
        return lines;
    }

    private static void write(Path folder) throws IOException {
        History history = new HistoryGenerator(1, Instant.parse("2026-11-20T12:00:00Z")).generate(CHATS, MESSAGES);
        List<HistoryPart> parts = new HistoryParts(
                        history,
                        Pushname.newBuilder()
                                .setId("15550001111@s.whatsapp.net")
                                .setPushname("Ada")
                                .build())
                .all(false);
        for (int i = 0; i < parts.size(); i++) {
            Files.write(folder.resolve("part-%03d".formatted(i)), parts.get(i).compressed());
        }
    }

    private static List<String> command(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(java, HEAP, "-XX:+UseSerialGC"));
        boolean packed = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        command.addAll(packed ? List.of("-jar", classPath) : List.of("-cp", classPath, Benchmarks.class.getName()));
        command.addAll(List.of(HistoryReading.ARGUMENT, folder.toString()));
        return command;
    }
}
