/// What a caller can be told when a request cannot be carried out.
@NullMarked
package dev.parley.bridge.problem;

import org.jspecify.annotations.NullMarked;
