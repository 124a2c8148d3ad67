@NullMarked
package dev.parley.bridge.messages;

import org.jspecify.annotations.NullMarked;
