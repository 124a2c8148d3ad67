/// Parley in one process: the commands of the executable jar.
@NullMarked
package dev.parley.app;

import org.jspecify.annotations.NullMarked;
