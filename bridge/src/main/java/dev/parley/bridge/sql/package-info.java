/// How rows become parameters.
@NullMarked
package dev.parley.bridge.sql;

import org.jspecify.annotations.NullMarked;
