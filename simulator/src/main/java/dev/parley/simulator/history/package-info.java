/// What a phone remembers and how it hands that to companions (protocol notes, media 4 and 7.5). Knows no server.
@NullMarked
package dev.parley.simulator.history;

import org.jspecify.annotations.NullMarked;
