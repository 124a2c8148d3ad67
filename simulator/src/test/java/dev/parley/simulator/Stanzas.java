package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.concurrent.atomic.AtomicInteger;

/// Stanzas that tests send.
final class Stanzas {
    private static final AtomicInteger IDS = new AtomicInteger();

    private Stanzas() {}

    static Node.Builder iq(String type, String xmlns) {
        return Node.of("iq")
                .attr("to", Jid.SERVER)
                .attr("type", type)
                .attr("xmlns", xmlns)
                .attr("id", "t-" + IDS.incrementAndGet());
    }

    static Node active() {
        return iq("set", "passive").child(Node.of("active")).build();
    }

    static Node usync(String protocols, Node... users) {
        Node.Builder query = Node.of("query");
        for (String protocol : protocols.split(" ", -1)) {
            query.child(Node.of(protocol));
        }
        Node.Builder list = Node.of("list");
        for (Node user : users) {
            list.child(user);
        }
        return iq("get", "usync")
                .child(Node.of("usync")
                        .attr("sid", "sid-1")
                        .attr("mode", "query")
                        .attr("context", "message")
                        .child(query)
                        .child(list))
                .build();
    }

    static Node user(Jid jid) {
        return Node.of("user").attr("jid", jid).build();
    }

    static Node keys(Jid... devices) {
        Node.Builder key = Node.of("key");
        for (Jid device : devices) {
            key.child(Node.of("user").attr("jid", device).attr("reason", "identity"));
        }
        return iq("get", "encrypt").child(key).build();
    }

    /// A text message with the same made-up ciphertext for every device.
    static Node.Builder message(String id, Jid to, Jid... devices) {
        Node.Builder participants = Node.of("participants");
        for (Jid device : devices) {
            participants.child(Node.of("to").attr("jid", device).child(enc("msg")));
        }
        return Node.of("message")
                .attr("id", id)
                .attr("to", to)
                .attr("type", "text")
                .child(participants);
    }

    static Node.Builder enc(String type) {
        return Node.of("enc").attr("v", 2).attr("type", type).content(new byte[] {0x33, 1, 2, 3});
    }

    static Node.Builder receipt(String id, Jid to) {
        return Node.of("receipt").attr("id", id).attr("to", to);
    }
}
