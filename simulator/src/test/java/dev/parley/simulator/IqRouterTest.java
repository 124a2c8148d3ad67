package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IqRouterTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final TestConnection connection = server.linked(ada).connection();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void refusesTwoHandlersForOneNamespace() {
        IqRouter router = new IqRouter(new ServerClock(server.clock)).register("abt", (_, _) -> IqAnswer.EMPTY);

        assertThatThrownBy(() -> router.register("abt", (_, _) -> IqAnswer.EMPTY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answersUnknownQuestionsWithAnError() {
        Node answer = connection.ask(Stanzas.iq("get", "w:unheard-of").build());

        assertThat(answer.child("error").orElseThrow().hasAttr("code", "501")).isTrue();
        assertThat(answer.jid("from")).contains(Jid.SERVER);
    }

    @Test
    void leavesAnswersOfTheClientAlone() {
        connection.send(Node.of("iq").attr("type", "result").attr("id", "x").build());

        assertThat(connection.channel().sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "get, w:p, '', ''",
        "get, w:p, ping, ''",
        "get, abt, props, props",
        "get, blocklist, '', list",
        "get, privacy, privacy, privacy",
        "set, urn:xmpp:whatsapp:dirty, clean, ''",
        "set, w:stats, add, ''",
        "set, passive, active, ''",
        "get, status, '', privacy",
        "get, w:g2, participating, groups",
        "set, disappearing_mode, disappearing_mode, ''"
    })
    void answersWhatClientsAskAfterALogin(String type, String xmlns, String question, String answer) {
        Node.Builder iq = Stanzas.iq(type, xmlns);
        if (!question.isEmpty()) {
            iq.child(Node.of(question).attr("type", "account_sync"));
        }

        Node result = connection.ask(iq.build());

        assertThat(result.hasAttr("type", "result")).isTrue();
        assertThat(result.children()).extracting(Node::tag).isEqualTo(answer.isEmpty() ? List.of() : List.of(answer));
    }

    @ParameterizedTest
    @CsvSource({"w:profile:picture, 404", "w:m, 400", "w:g2, 404", "encrypt, 400", "usync, 400"})
    void answersWithTheCodeThatFits(String xmlns, String code) {
        Node answer = connection.ask(Stanzas.iq("get", xmlns).build());

        assertThat(answer.child("error").orElseThrow().hasAttr("code", code)).isTrue();
    }

    @Test
    void bringsAPrivacyTokenToWhomItIsFor() {
        TestServer.Linked bob = server.linked(server.phone("15550002222", "Bob"));

        connection.ask(Stanzas.iq("set", "privacy")
                .child(Node.of("tokens")
                        .child(Node.of("token")
                                .attr("jid", Jid.pn("15550002222"))
                                .attr("t", 1_767_225_600)
                                .attr("type", "trusted_contact")))
                .build());

        Node notification = bob.connection().received("notification").getFirst();
        assertThat(notification.jid("from")).contains(Jid.pn("15550001111"));
        assertThat(notification.jid("sender_lid")).contains(ada.lid());
        Node token = notification
                .child("tokens")
                .flatMap(tokens -> tokens.child("token"))
                .orElseThrow();
        assertThat(token.bytes())
                .hasValueSatisfying(bytes -> assertThat(bytes.length()).isPositive());
        assertThat(token.number("t")).as("the issuer's time").hasValue(1_767_225_600);
    }
}
