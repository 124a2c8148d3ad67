/// Signs of life of the account's own phone, which WhatsApp wants used every 14 days.
@NullMarked
package dev.parley.whatsapp.client.phone;

import org.jspecify.annotations.NullMarked;
