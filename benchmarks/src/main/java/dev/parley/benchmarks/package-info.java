/// Whole-product measurements: Parley as a process, on the simulator.
@NullMarked
package dev.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
