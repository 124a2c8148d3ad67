/// Threads that work for one session.
@NullMarked
package dev.parley.bridge.thread;

import org.jspecify.annotations.NullMarked;
