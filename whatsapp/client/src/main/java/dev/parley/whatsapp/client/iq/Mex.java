package dev.parley.whatsapp.client.iq;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// GraphQL questions to WhatsApp, `xmlns=w:mex`. Thread-safe.
public final class Mex {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Link link;

    public Mex(Link link) {
        this.link = link;
    }

    /// A question that WhatsApp knows by number. The numbers change with the web client's bundles, so there
    /// may be several: they are tried in their order.
    ///
    /// @param ids of the stored queries, the best known first
    /// @param variables JSON
    /// @param answer what the object in the answer's `data` is called
    public record Query(List<String> ids, String variables, String answer) {
        public Query {
            ids = List.copyOf(ids);
        }
    }

    /// Asks and waits for the answer.
    ///
    /// @return empty when WhatsApp knows the question and has no answer
    /// @throws WhatsAppException when WhatsApp cannot be asked, or refuses every id
    public Optional<MexJson.Fields> ask(Query query) {
        for (int i = 0; ; i++) {
            try {
                return ask(query.ids().get(i), query);
            } catch (WhatsAppException.IqError e) {
                if (i == query.ids().size() - 1) {
                    throw e;
                }
            }
        }
    }

    private Optional<MexJson.Fields> ask(String id, Query query) {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "get")
                        .attr("xmlns", "w:mex")
                        .child(Node.of("query").attr("query_id", id).content(query.variables())),
                TIMEOUT);
        return answer.child("result").flatMap(Node::text).flatMap(json -> MexJson.data(json, query.answer()));
    }
}
