/// WhatsApp's server side and simulated phones in one process, speaking the real protocol on a loopback port.
@NullMarked
package dev.parley.simulator;

import org.jspecify.annotations.NullMarked;
