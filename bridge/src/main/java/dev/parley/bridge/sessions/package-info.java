/// The linked numbers: their lives, their QR codes, what became of them.
@NullMarked
package dev.parley.bridge.sessions;

import org.jspecify.annotations.NullMarked;
