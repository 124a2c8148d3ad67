/// Tests of the simulator: each feature at the level of stanzas, and whole flows over a socket.
@NullMarked
package dev.parley.simulator;

import org.jspecify.annotations.NullMarked;
