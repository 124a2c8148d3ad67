/// Conversations, and the names that people have.
@NullMarked
package dev.parley.bridge.chats;

import org.jspecify.annotations.NullMarked;
