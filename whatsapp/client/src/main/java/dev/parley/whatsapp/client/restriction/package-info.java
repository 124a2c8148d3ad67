/// What WhatsApp does not let the account do for a time.
@NullMarked
package dev.parley.whatsapp.client.restriction;

import org.jspecify.annotations.NullMarked;
