/// One connection: transport, handshake, the writer, keepalive, and what ends it. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.connection;

import org.jspecify.annotations.NullMarked;
