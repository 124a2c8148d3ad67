/// Sending, as a caller asks for it.
@NullMarked
package dev.parley.bridge.send;

import org.jspecify.annotations.NullMarked;
