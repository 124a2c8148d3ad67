package dev.parley.bridge.config;

import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where events go, beside the WebSocket.
///
/// @param redis where they are published; none when empty
/// @param webhookRanges addresses inside the own network that webhooks may have all the same
public record EventsConfig(Optional<RedisURI> redis, List<AddressRange> webhookRanges) {
    private static final List<AddressRange> EVERYWHERE =
            List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0"));

    public EventsConfig {
        webhookRanges = List.copyOf(webhookRanges);
    }

    static EventsConfig of(Settings settings) {
        return new EventsConfig(
                settings.parsed("REDIS_URL", EventsConfig::redisUrl, "must be a redis:// or rediss:// URL"),
                settings.parsed(
                                "PARLEY_WEBHOOKS_ALLOW_PRIVATE",
                                EventsConfig::ranges,
                                "must be true, false or a list of networks like 10.0.0.0/8")
                        .orElse(List.of()));
    }

    private static RedisURI redisUrl(String text) {
        if (!text.startsWith("redis://") && !text.startsWith("rediss://")) {
            throw new IllegalArgumentException("another scheme");
        }
        return RedisURI.create(text);
    }

    private static List<AddressRange> ranges(String text) {
        return switch (text) {
            case "true" -> EVERYWHERE;
            case "false" -> List.of();
            default ->
                Stream.of(text.split(",", -1))
                        .map(String::strip)
                        .map(AddressRange::parse)
                        .toList();
        };
    }
}
