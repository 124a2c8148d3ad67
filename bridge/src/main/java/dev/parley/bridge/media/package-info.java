/// Files: the store of their contents, and what they are by their bytes.
@NullMarked
package dev.parley.bridge.media;

import org.jspecify.annotations.NullMarked;
