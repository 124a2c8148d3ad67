/// What leaves the bridge: written with what made it true, read after it is.
@NullMarked
package dev.parley.bridge.events;

import org.jspecify.annotations.NullMarked;
