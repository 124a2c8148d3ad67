/// What WhatsApp brings, stored in the transaction that advanced the ratchet.
@NullMarked
package dev.parley.bridge.inbound;

import org.jspecify.annotations.NullMarked;
