@NullMarked
package dev.parley.bridge.ws;

import org.jspecify.annotations.NullMarked;
