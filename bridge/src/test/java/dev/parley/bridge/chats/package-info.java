@NullMarked
package dev.parley.bridge.chats;

import org.jspecify.annotations.NullMarked;
