package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestConnection watcher = server.linked(ada).connection();
    private final TestConnection watched = server.linked(bob).connection();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsFollowersWhoComesAndGoes() {
        bob.goOffline();
        watcher.send(presence("available").build());
        watcher.send(presence("subscribe").attr("to", bob.lid()).build());
        watched.send(presence("available").attr("name", "Bob").build());
        watched.send(presence("unavailable").build());
        watched.send(presence("available").build());
        watched.drop();

        assertThat(watcher.received("presence"))
                .extracting(node -> node.attrOrEmpty("type"))
                .containsExactly("unavailable", "", "unavailable", "", "unavailable");
        assertThat(watcher.received("presence"))
                .allSatisfy(node -> assertThat(node.jid("from")).contains(bob.lid()));
    }

    @Test
    void staysQuietAfterUnsubscribing() {
        watcher.send(presence("available").build());
        watcher.send(presence("subscribe").attr("to", bob.lid()).build());
        watcher.send(presence("unsubscribe").attr("to", bob.lid()).build());
        watcher.channel().clear();

        watched.send(presence("available").build());

        assertThat(watcher.received("presence")).isEmpty();
    }

    @Test
    void tellsNothingToWhoIsNotAvailable() {
        watcher.send(presence("subscribe").attr("to", bob.lid()).build());
        watched.send(presence("available").build());

        assertThat(watcher.received("presence")).isEmpty();
    }

    @Test
    void relaysTypingOfWhoIsAvailable() {
        Node typing = Node.of("chatstate")
                .attr("to", ada.lid())
                .child(Node.of("composing"))
                .build();
        watched.send(typing);
        assertThat(watcher.received("chatstate")).isEmpty();

        watched.send(presence("available").build());
        watched.send(typing);

        List<Node> relayed = watcher.received("chatstate");
        assertThat(relayed).hasSize(1);
        assertThat(relayed.getFirst().jid("from")).contains(bob.lid());
        assertThat(relayed.getFirst().child("composing")).isPresent();
    }

    private static Node.Builder presence(String type) {
        return Node.of("presence").attr("type", type);
    }
}
