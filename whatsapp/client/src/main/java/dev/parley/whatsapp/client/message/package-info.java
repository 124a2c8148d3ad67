/// Sending and receiving messages. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.message;

import org.jspecify.annotations.NullMarked;
