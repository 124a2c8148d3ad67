package dev.parley.simulator;

import dev.parley.simulator.media.UploadAuths;
import dev.parley.whatsapp.wire.Node;
import java.util.List;

/// Tells where media is uploaded and downloaded, with the permission to upload (protocol notes, media 2.1).
final class MediaConnectionIq implements IqHandler {
    private static final int TTL_SECONDS = 300;
    private static final int MAX_BUCKETS = 12;
    private static final long MAX_CONTENT_LENGTH = 2001L << 20;

    private final MediaDesk media;

    MediaConnectionIq(MediaDesk media) {
        this.media = media;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (!iq.hasAttr("type", "set") || iq.child("media_conn").isEmpty()) {
            throw Refusal.badRequest();
        }
        List<String> hosts = media.hosts();
        if (hosts.isEmpty()) {
            throw Refusal.unavailable();
        }
        Node.Builder connection = Node.of("media_conn")
                .attr("auth", media.auths().issue())
                .attr("ttl", TTL_SECONDS)
                .attr("auth_ttl", UploadAuths.LIFETIME.toSeconds())
                .attr("max_buckets", MAX_BUCKETS);
        for (int i = 0; i < hosts.size(); i++) {
            connection.child(host(hosts.get(i), i == 0 ? "primary" : "fallback"));
        }
        return IqAnswer.of(connection);
    }

    private static Node host(String name, String type) {
        return Node.of("host")
                .attr("hostname", name)
                .attr("type", type)
                .attr("maxContentLengthBytes", MAX_CONTENT_LENGTH)
                .child(Node.of("upload"))
                .child(Node.of("download"))
                .build();
    }
}
