package dev.parley.benchmarks;

import java.nio.file.Path;
import java.util.List;

/// One thing that is measured.
interface Benchmark {
    String name();

    /// Measures and answers lines for people.
    ///
    /// @param folder empty, for data and logs
    List<String> run(Path folder) throws Exception;
}
