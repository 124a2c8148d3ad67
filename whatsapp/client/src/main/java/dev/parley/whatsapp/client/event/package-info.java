/// What a client tells its consumer.
@NullMarked
package dev.parley.whatsapp.client.event;

import org.jspecify.annotations.NullMarked;
