package dev.parley.whatsapp.signal;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Node process with npm's libsignal, asked one thing at a time (`src/test/node/peer.js`).
/// The packages of its lock file are installed below `target` by the first run.
final class LibsignalProcess implements AutoCloseable {
    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path FOLDER = Path.of("target", "node");
    private static final long ANSWER_SECONDS = 20;
    private static final long INSTALL_SECONDS = 300;

    private final Process process;
    private final BufferedWriter requests;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);

    private LibsignalProcess(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("libsignal answers").start(this::readAnswers);
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.put(line);
            }
        } catch (IOException | InterruptedException e) {
            // The process is gone: whoever still waits for an answer gets none in time and says so.
            process.destroy();
        }
    }

    static LibsignalProcess start() {
        try {
            install();
            return new LibsignalProcess(new ProcessBuilder("node", "peer.js")
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Node 20 or later is needed to talk to npm's libsignal", e);
        }
    }

    private static void install() throws IOException {
        Files.createDirectories(FOLDER);
        Files.copy(SOURCES.resolve("peer.js"), FOLDER.resolve("peer.js"), StandardCopyOption.REPLACE_EXISTING);
        Path installedLock = FOLDER.resolve("package-lock.json");
        Path lock = SOURCES.resolve("package-lock.json");
        if (Files.exists(installedLock) && Files.mismatch(lock, installedLock) == -1) {
            return;
        }
        Files.copy(SOURCES.resolve(".npmrc"), FOLDER.resolve(".npmrc"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                SOURCES.resolve("package.json"), FOLDER.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(lock, installedLock, StandardCopyOption.REPLACE_EXISTING);
        try {
            run(List.of("npm", "ci"));
        } catch (IOException | RuntimeException e) {
            // The lock file beside node_modules says that the installation was complete.
            Files.delete(installedLock);
            throw e;
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("npm.log").toFile())
                .start();
        try {
            if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": " + Files.readString(FOLDER.resolve("npm.log")));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    /// @return the answer, without an `error`
    JsonNode ask(Object request) {
        try {
            requests.write(JsonMapper.shared().writeValueAsString(request));
            requests.newLine();
            requests.flush();
            String line = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("libsignal gave no answer in " + ANSWER_SECONDS + " seconds");
            }
            JsonNode answer = JsonMapper.shared().readTree(line);
            if (answer.has("error")) {
                throw new IllegalStateException(answer.required("error").asString());
            }
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("libsignal cannot be asked", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
