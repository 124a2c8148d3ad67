package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.StreamEnds;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.pairing.Pairing;
import dev.parley.whatsapp.client.pairing.PairingSession;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// Sends each stanza of one connection to whoever handles its tag. Runs on the thread that reads the connection.
final class StanzaRouter implements Connection.Listener {
    private final InboundPipeline inbound;
    private final Pairing pairings;
    private final Function<Connection, ServerInfo> serverInfos;
    private final Consumer<Node> presences;
    private final BiConsumer<Connection, Node> loggedIn;
    private final BiConsumer<Connection, DisconnectCause> ended;
    private final InstantSource clock;

    private Optional<PairingSession> pairing = Optional.empty();
    private Optional<ServerInfo> serverInfo = Optional.empty();

    /// @param presences gets what tells who is there; must not block
    /// @param loggedIn gets the first `success`
    /// @param ended told once
    StanzaRouter(
            InboundPipeline inbound,
            Pairing pairings,
            Function<Connection, ServerInfo> serverInfos,
            Consumer<Node> presences,
            BiConsumer<Connection, Node> loggedIn,
            BiConsumer<Connection, DisconnectCause> ended,
            InstantSource clock) {
        this.inbound = inbound;
        this.pairings = pairings;
        this.serverInfos = serverInfos;
        this.presences = presences;
        this.loggedIn = loggedIn;
        this.ended = ended;
        this.clock = clock;
    }

    @Override
    public void stanza(Connection connection, Node node) {
        switch (node.tag()) {
            case "message", "receipt", "call", "status" -> keep(connection, node);
            case "notification" -> notification(connection, node);
            case "iq" -> question(connection, node);
            case "ib" -> serverInfo(connection).handle(node);
            case "success" -> success(connection, node);
            case "failure" ->
                connection.end(StreamEnds.ofFailure(node, connection.version().toString(), clock));
            case "stream:error" -> connection.end(StreamEnds.ofStreamError(node));
            case "xmlstreamend" -> connection.end(new DisconnectCause.ConnectionLost("the server ended the stream"));
            case "presence", "chatstate" -> presences.accept(node);
            case "ack" -> {
                // Nobody waits for another one any more.
                if (node.hasAttr("class", "receipt")) {
                    inbound.accept(connection, node);
                }
            }
            default -> {
                if (!node.attrOrEmpty("id").isEmpty() && node.jid("from").isPresent()) {
                    keep(connection, node);
                }
            }
        }
    }

    @Override
    public void ended(Connection connection, DisconnectCause cause) {
        pairing.ifPresent(session -> pairings.close(session, cause));
        ended.accept(connection, cause);
    }

    private void keep(Connection connection, Node node) {
        inbound.accept(connection, node);
        if (node.attrs().containsKey("offline")) {
            serverInfo(connection).offlineStanza();
        }
    }

    private void notification(Connection connection, Node node) {
        if (pairing.isEmpty() || !pairing.get().notification(node)) {
            keep(connection, node);
        }
    }

    private void question(Connection connection, Node iq) {
        if (PairingSession.concerns(iq)) {
            if (pairing.isEmpty()) {
                pairing = Optional.of(pairings.open(connection));
            }
            pairing.get().iq(iq);
        } else if (iq.hasAttr("xmlns", "urn:xmpp:ping")) {
            connection.send(Node.of("iq")
                    .attr("to", Jid.SERVER)
                    .attr("type", "result")
                    .attrIfPresent("id", iq.attr("id"))
                    .build());
        }
    }

    /// May come on a connection that is still pairing, and means nothing there.
    private void success(Connection connection, Node node) {
        if (pairing.isEmpty()) {
            loggedIn.accept(connection, node);
        }
    }

    private ServerInfo serverInfo(Connection connection) {
        if (serverInfo.isEmpty()) {
            serverInfo = Optional.of(serverInfos.apply(connection));
        }
        return serverInfo.get();
    }
}
