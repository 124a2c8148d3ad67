/// The phone's history, imported as a stream, and older messages on demand (media-history-appstate.md section 4).
@NullMarked
package dev.parley.whatsapp.client.history;

import org.jspecify.annotations.NullMarked;
