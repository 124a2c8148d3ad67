package dev.parley.whatsapp.client.prekey;

import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fetches the pre-key bundles of other devices.
public final class BundleFetcher {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private final Link link;

    public BundleFetcher(Link link) {
        this.link = link;
    }

    /// @param bundles by device
    /// @param gone devices that the server no longer knows
    public record Fetched(Map<Jid, PreKeyBundle> bundles, List<Jid> gone) {}

    /// Fetches all in one question. A device whose bundle is missing or malformed is left out; its error hurts no
    /// other.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when there is no answer
    public Fetched fetch(Collection<Jid> devices) {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "get")
                        .attr("xmlns", "encrypt")
                        .child(Node.of("key")
                                .children(devices.stream()
                                        .map(device -> Node.of("user")
                                                .attr("jid", device)
                                                .attr("reason", "identity")
                                                .build())
                                        .toList())),
                TIMEOUT);
        Map<Jid, PreKeyBundle> bundles = new HashMap<>();
        List<Jid> gone = new ArrayList<>();
        for (Node user : answer.child("list").map(list -> list.children("user")).orElse(List.of())) {
            user.jid("jid").ifPresent(device -> {
                if (user.child("error").isPresent()) {
                    gone.add(device);
                } else {
                    KeyNodes.bundle(user, Optional.empty()).ifPresent(bundle -> bundles.put(device, bundle));
                }
            });
        }
        return new Fetched(bundles, gone);
    }
}
