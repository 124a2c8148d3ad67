/// Tests of the whole bridge on a real PostgreSQL, with an engine that follows a script.
@NullMarked
package dev.parley.bridge;

import org.jspecify.annotations.NullMarked;
