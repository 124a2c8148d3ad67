package dev.parley.bridge.redis;

/// Redis did not take what it was given; it is given it again later.
final class RedisAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisAway(Throwable cause) {
        super("Redis is not there", cause);
    }
}
