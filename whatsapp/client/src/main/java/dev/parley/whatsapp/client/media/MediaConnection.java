package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What WhatsApp answers to media_conn (media-history-appstate.md section 2.1).
///
/// @param auth the permission to upload, opaque
/// @param hosts in order of preference, at least one
/// @param expiresAt when to ask again
record MediaConnection(String auth, List<Host> hosts, Instant expiresAt) {
    private static final int MOST_HOSTS = 16;
    private static final int LONGEST_AUTH = 4096;
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})(:[0-9]{1,5})?");
    private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);
    /// Asked again that much earlier, so that nothing ends under a transfer that has just begun.
    private static final Duration MARGIN = Duration.ofSeconds(30);
    /// From here on a `ttl` is a time since the epoch (seen by one source).
    private static final long ABSOLUTE = 1_000_000_000L;

    /// A media server.
    ///
    /// @param name with the port if it is not 443
    /// @param maxContentLength of a body, in bytes, if the server says so
    record Host(String name, OptionalLong maxContentLength) {
        boolean takes(long length) {
            return length <= maxContentLength.orElse(Long.MAX_VALUE);
        }
    }

    /// @throws WhatsAppException.UnexpectedAnswer when there is no usable host in it
    static MediaConnection of(Node answer, Instant now) {
        Node connection = answer.child("media_conn")
                .orElseThrow(() -> new WhatsAppException.UnexpectedAnswer("no media_conn in the answer"));
        List<Host> hosts = hosts(connection);
        String auth = connection.attrOrEmpty("auth");
        if (hosts.isEmpty() || auth.isEmpty() || auth.length() > LONGEST_AUTH) {
            throw new WhatsAppException.UnexpectedAnswer("a media_conn without a host or a permission");
        }
        Instant expiry = earlier(expiry(connection, "ttl", now), expiry(connection, "auth_ttl", now));
        return new MediaConnection(auth, hosts, expiry.minus(MARGIN));
    }

    List<String> hostnames() {
        return hosts.stream().map(Host::name).toList();
    }

    private static List<Host> hosts(Node connection) {
        List<Host> hosts = new ArrayList<>();
        for (Node host : connection.children("host")) {
            if (hosts.size() < MOST_HOSTS
                    && HOSTNAME.matcher(host.attrOrEmpty("hostname")).matches()) {
                hosts.add(new Host(host.attrOrEmpty("hostname"), host.number("maxContentLengthBytes")));
            }
        }
        return List.copyOf(hosts);
    }

    private static Instant expiry(Node connection, String attr, Instant now) {
        long seconds = connection.number(attr).orElse(DEFAULT_TTL.toSeconds());
        if (seconds >= ABSOLUTE) {
            return Instant.ofEpochSecond(Math.min(seconds, now.getEpochSecond() + ABSOLUTE));
        }
        return now.plusSeconds(Math.max(0, seconds));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
