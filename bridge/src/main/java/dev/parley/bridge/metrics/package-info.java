/// What is counted, for `/metrics`.
@NullMarked
package dev.parley.bridge.metrics;

import org.jspecify.annotations.NullMarked;
