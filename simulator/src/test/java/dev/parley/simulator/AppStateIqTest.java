package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.appstate.PhoneModel;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.proto.PinAction;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The server's side of app state: it reads nothing and orders everything (media-history-appstate.md section 7.4).
class AppStateIqTest {
    private static final String COLLECTION = "regular_high";

    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestServer.Linked first = server.linked(ada);
    private final TestServer.Linked second = server.linked(ada);
    private final TestServer.Linked bobs = server.linked(bob);
    private final PhoneModel model = new PhoneModel(server.random);

    AppStateIqTest() {
        model.add(SyncKey.of(SyncKeyId.of(0, 1), new byte[SyncKey.DATA_LENGTH]));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void hasTheContentOfANewPhone() {
        Node answer = ask(collection("critical_block", 0, true));

        assertThat(answer.attrOrEmpty("version")).isEqualTo("1");
        assertThat(answer.child("snapshot"))
                .as("no snapshot unless it is asked to serve them")
                .isEmpty();
        assertThat(patches(answer)).hasSize(1);
        assertThat(ask(collection("regular", 0, true)).attrOrEmpty("version")).isEqualTo("0");
    }

    @Test
    void stampsTheVersionIntoAPatchAndTellsTheOtherDevicesOfTheAccount() throws Exception {
        SyncdPatch patch = patch();
        Node answer = ask(upload(0, patch));

        assertThat(answer.attrOrEmpty("version")).isEqualTo("1");
        SyncdPatch stored = SyncdPatch.parseFrom(patches(ask(collection(COLLECTION, 0, false)))
                .getFirst()
                .bytes()
                .orElseThrow()
                .toByteArray());
        assertThat(stored.getVersion().getVersion()).isEqualTo(1);
        assertThat(stored.toBuilder().clearVersion().build()).isEqualTo(patch);
        Node news = second.connection()
                .channel()
                .await(
                        node -> node.hasAttr("type", "server_sync")
                                && node.child("collection").orElseThrow().hasAttr("name", COLLECTION),
                        Duration.ofSeconds(10));
        assertThat(news.children("collection"))
                .as("Baileys reads the first only")
                .hasSize(1);
        assertThat(news.child("collection").orElseThrow().hasAttr("version", "1"))
                .isTrue();
        assertThat(serverSyncs(first)).as("not whoever did it").isZero();
        assertThat(serverSyncs(bobs)).as("not another account").isZero();
    }

    @Test
    void refusesAPatchForAnotherVersionInsideAnAnswerThatSucceeds() {
        ask(upload(0, patch()));

        Node conflict = ask(upload(0, patch()));

        assertThat(conflict.hasAttr("type", "error")).isTrue();
        assertThat(conflict.child("error").orElseThrow().hasAttr("code", "409")).isTrue();
        assertThat(patches(conflict)).as("what it missed").hasSize(1);
    }

    @Test
    void givesPatchesInPages() {
        for (int version = 0; version < 3; version++) {
            ask(upload(version, patch()));
        }
        ada.appState().faults().pageSize(2);

        Node page = ask(collection(COLLECTION, 0, true));
        Node last = ask(collection(COLLECTION, 2, false));

        assertThat(patches(page)).hasSize(2);
        assertThat(page.hasAttr("has_more_patches", "true")).isTrue();
        assertThat(patches(last)).hasSize(1);
        assertThat(last.attr("has_more_patches")).isEmpty();
    }

    @Test
    void refusesVersionsFromAnotherLifeAndWhatIsNoPatch() {
        assertThat(code(ask(collection(COLLECTION, 7, false)))).isEqualTo("404");
        assertThat(code(ask(collection("no_such_collection", 0, false)))).isEqualTo("400");
        assertThat(code(ask(upload(0, SyncdPatch.getDefaultInstance())))).isEqualTo("400");
        Node six = first.connection()
                .ask(Stanzas.iq("set", "w:sync:app:state")
                        .child(Node.of("sync")
                                .children(Collections.nCopies(
                                        6, collection(COLLECTION, 0, false).build())))
                        .build());
        assertThat(six.child("error").orElseThrow().hasAttr("code", "400")).isTrue();
    }

    private Node ask(Node.Builder collection) {
        return first.connection()
                .ask(Stanzas.iq("set", "w:sync:app:state")
                        .child(Node.of("sync").child(collection))
                        .build())
                .child("sync")
                .flatMap(sync -> sync.child("collection"))
                .orElseThrow();
    }

    private static Node.Builder collection(String name, long version, boolean snapshot) {
        return Node.of("collection")
                .attr("name", name)
                .attr("version", version)
                .attr("return_snapshot", Boolean.toString(snapshot));
    }

    private static Node.Builder upload(long base, SyncdPatch patch) {
        return collection(COLLECTION, base, false).child(Node.of("patch").content(patch.toByteArray()));
    }

    private SyncdPatch patch() {
        return model.build(
                CollectionName.REGULAR_HIGH,
                List.of(SyncAction.set(
                        ActionType.STAR,
                        SyncActionValue.newBuilder()
                                .setTimestamp(1)
                                .setPinAction(PinAction.newBuilder().setPinned(true))
                                .build(),
                        "15550002222@s.whatsapp.net",
                        "M1",
                        "0",
                        "0")));
    }

    private static List<Node> patches(Node collection) {
        return collection.child("patches").map(list -> list.children("patch")).orElse(List.of());
    }

    private static String code(Node collection) {
        return collection.child("error").orElseThrow().attrOrEmpty("code");
    }

    private static long serverSyncs(TestServer.Linked linked) {
        return linked.connection().received("notification").stream()
                .filter(node -> node.hasAttr("type", "server_sync"))
                .count();
    }
}
