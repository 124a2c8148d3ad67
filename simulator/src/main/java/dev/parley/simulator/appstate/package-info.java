/// App state in the simulator: the server's opaque collections, and a phone's own model of them. Both without
/// sockets, stanzas or devices.
@NullMarked
package dev.parley.simulator.appstate;

import org.jspecify.annotations.NullMarked;
