/// Privacy tokens, by which WhatsApp tells acquaintances from strangers. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.token;

import org.jspecify.annotations.NullMarked;
