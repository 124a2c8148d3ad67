/// Events on Redis Pub/Sub.
@NullMarked
package dev.parley.bridge.redis;

import org.jspecify.annotations.NullMarked;
