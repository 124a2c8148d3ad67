/// WhatsApp's Noise layer: the XX handshake of client and server, the transport's cipher states and the check of the
/// server's certificates. No I/O and no threads.
@NullMarked
package dev.parley.whatsapp.noise;

import org.jspecify.annotations.NullMarked;
