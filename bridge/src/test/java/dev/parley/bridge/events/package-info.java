@NullMarked
package dev.parley.bridge.events;

import org.jspecify.annotations.NullMarked;
