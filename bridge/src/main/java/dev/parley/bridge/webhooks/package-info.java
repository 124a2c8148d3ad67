/// Events sent over HTTP to whoever asked for them.
@NullMarked
package dev.parley.bridge.webhooks;

import org.jspecify.annotations.NullMarked;
