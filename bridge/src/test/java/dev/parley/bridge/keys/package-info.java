@NullMarked
package dev.parley.bridge.keys;

import org.jspecify.annotations.NullMarked;
