/// Signal in WhatsApp's dialect: X3DH, the Double Ratchet, session records, and the store they live in.
/// Knows nothing of WhatsApp's addresses or stanzas, starts no threads, and does I/O only through [SignalStore].
@NullMarked
package dev.parley.whatsapp.signal;

import org.jspecify.annotations.NullMarked;
