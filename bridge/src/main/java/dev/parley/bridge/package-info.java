/// The bridge: keeps WhatsApp connections, stores chats and messages, and is driven over REST and WebSocket.
@NullMarked
package dev.parley.bridge;

import org.jspecify.annotations.NullMarked;
