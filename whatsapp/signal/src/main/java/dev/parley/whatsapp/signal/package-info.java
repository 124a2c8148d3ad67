/// Signal in WhatsApp's dialect: X3DH, the Double Ratchet, sender keys, their records, and the stores these live in.
/// Knows nothing of WhatsApp's addresses or stanzas, starts no threads, and does I/O only through the stores.
@NullMarked
package dev.parley.whatsapp.signal;

import org.jspecify.annotations.NullMarked;
