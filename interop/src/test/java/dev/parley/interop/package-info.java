/// Real foreign clients on the simulator: the processes that tests drive, and the tests.
@NullMarked
package dev.parley.interop;

import org.jspecify.annotations.NullMarked;
