/// Parley as its users run it, for tests and benchmarks.
@NullMarked
package dev.parley.testkit;

import org.jspecify.annotations.NullMarked;
