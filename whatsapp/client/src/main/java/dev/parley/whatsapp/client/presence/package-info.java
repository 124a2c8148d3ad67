/// Who is there and who is typing, in both directions.
@NullMarked
package dev.parley.whatsapp.client.presence;

import org.jspecify.annotations.NullMarked;
