package dev.parley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The npm packages of package-lock.json, installed once: again only when the lock changed.
final class NpmInstall {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Path folder;

    NpmInstall(Path folder) {
        this.folder = folder;
    }

    /// Runs `npm ci` unless the packages of just this lock are there.
    void ensure() {
        try {
            if (!isCurrent()) {
                npmCi();
                Files.createDirectories(installedLock().getParent());
                Files.copy(lock(), installedLock());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("npm could not be run; Node.js 20 or newer with npm is needed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm ran", interrupted);
        }
    }

    boolean isCurrent() throws IOException {
        return Files.exists(installedLock()) && Files.mismatch(lock(), installedLock()) < 0;
    }

    private Path lock() {
        return folder.resolve("package-lock.json");
    }

    /// A copy of the lock that was installed; `npm ci` empties the folder it is in first.
    private Path installedLock() {
        return folder.resolve("node_modules/.installed-lock.json");
    }

    private void npmCi() throws IOException, InterruptedException {
        Path log = Files.createDirectories(folder.resolve("target")).resolve("npm-ci.log");
        Process npm = new ProcessBuilder(List.of("npm", "ci"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            npm.destroyForcibly();
            throw new IllegalStateException("npm ci took longer than " + DEADLINE);
        }
        if (npm.exitValue() != 0) {
            throw new IllegalStateException("npm ci failed:\n" + Files.readString(log));
        }
    }
}
