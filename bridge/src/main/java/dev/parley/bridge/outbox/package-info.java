/// Messages on their way to WhatsApp.
@NullMarked
package dev.parley.bridge.outbox;

import org.jspecify.annotations.NullMarked;
