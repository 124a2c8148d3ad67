/// What the bridge is told from outside, read once at start.
@NullMarked
package dev.parley.bridge.config;

import org.jspecify.annotations.NullMarked;
