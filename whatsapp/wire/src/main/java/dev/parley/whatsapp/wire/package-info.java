/// WhatsApp's wire format: JIDs, nodes, the token tables, the encoder and decoder, and frames.
/// No I/O and no threads; everything public is immutable or says otherwise.
@NullMarked
package dev.parley.whatsapp.wire;

import org.jspecify.annotations.NullMarked;
