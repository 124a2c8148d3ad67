/// A WhatsApp companion device as a library: [dev.parley.whatsapp.client.WhatsApp] is the door.
@NullMarked
package dev.parley.whatsapp.client;

import org.jspecify.annotations.NullMarked;
