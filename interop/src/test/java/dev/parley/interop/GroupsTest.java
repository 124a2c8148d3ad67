package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SeenStanza;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.wire.Jid;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Baileys writes in a group that Ada is in. Our engine, which shows direct chats only, takes it off the server all the
/// same: decrypted, acknowledged, never asked for again, and never in the way of direct messages.
class GroupsTest {
    private static final int TEXTS = 20;

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;
    private static Jid group;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
        group = pair.ben().createGroup("The group", pair.ada());
    }

    @Test
    void whatBaileysWritesInAGroupIsTakenAndNotShown() {
        List<String> inGroup = IntStream.range(0, TEXTS)
                .mapToObj(i -> pair.baileys().sendContent(group.toString(), Map.of("text", "in the group " + i)))
                .toList();
        String direct = pair.baileys().send(pair.adasLid(), "and direct");
        pair.engine().awaitMessage(direct);

        assertThat(pair.engine().events().all(StoredEvent.MessageArrived.class))
                .noneMatch(arrived -> inGroup.contains(arrived.message().key().id()));
        assertThat(pair.engine().events().all(StoredEvent.MessageUndecryptable.class))
                .isEmpty();
        assertThat(stage.simulator().stanzas(pair.ada().phone()))
                .filteredOn(stanza -> stanza.direction() == SeenStanza.Direction.RECEIVED)
                .extracting(SeenStanza::node)
                .filteredOn(node -> node.tag().equals("receipt") && inGroup.contains(node.attrOrEmpty("id")))
                .hasSize(TEXTS)
                .noneMatch(receipt -> receipt.hasAttr("type", "retry"));
    }
}
