package dev.parley.interop;

import java.nio.file.Path;

/// This module's folder, from which npm and Node are run.
final class InteropFolder {
    /// Surefire names the folder; without it a test is run from there.
    static final Path PATH = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private InteropFolder() {}
}
