@NullMarked
package dev.parley.bridge.sessions;

import org.jspecify.annotations.NullMarked;
