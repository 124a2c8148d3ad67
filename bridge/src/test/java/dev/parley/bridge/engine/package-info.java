@NullMarked
package dev.parley.bridge.engine;

import org.jspecify.annotations.NullMarked;
