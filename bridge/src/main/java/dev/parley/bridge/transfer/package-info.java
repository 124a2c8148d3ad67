/// Files on their way between callers, the media store and WhatsApp.
@NullMarked
package dev.parley.bridge.transfer;

import org.jspecify.annotations.NullMarked;
