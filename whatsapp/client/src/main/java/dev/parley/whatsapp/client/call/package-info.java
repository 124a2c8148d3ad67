/// Calls, as far as a client without sound has to do with them. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.call;

import org.jspecify.annotations.NullMarked;
