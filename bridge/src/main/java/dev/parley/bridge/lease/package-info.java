/// Which process runs which session, and the proof of it in every transaction.
@NullMarked
package dev.parley.bridge.lease;

import org.jspecify.annotations.NullMarked;
