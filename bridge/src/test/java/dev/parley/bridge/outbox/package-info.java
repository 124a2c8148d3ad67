@NullMarked
package dev.parley.bridge.outbox;

import org.jspecify.annotations.NullMarked;
