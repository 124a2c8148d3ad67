@NullMarked
package dev.parley.bridge.inbound;

import org.jspecify.annotations.NullMarked;
