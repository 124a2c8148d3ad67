package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.Quote;
import dev.parley.whatsapp.client.event.IncomingMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Baileys holds Ben's account and sends every kind of message without a file that it has; our engine holds Ada's and
/// reads them.
class ContentFromBaileysTest {
    private static final String VCARD =
            "BEGIN:VCARD\nVERSION:3.0\nFN:Grace\nTEL;type=CELL;waid=15550001009:+1 555 000 1009\nEND:VCARD";

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
    }

    @Test
    void aTextWithALinkPreview() {
        IncomingMessage message = receive(Map.of(
                "text",
                "see https://example.org/",
                "linkPreview",
                Map.of(
                        "canonical-url", "https://example.org/",
                        "matched-text", "https://example.org/",
                        "title", "An example",
                        "description", "Of a page")));

        Content.Text text = content(message, Content.Text.class);
        assertThat(text.text()).isEqualTo("see https://example.org/");
        assertThat(text.preview())
                .hasValueSatisfying(preview -> assertThat(preview.title()).contains("An example"));
    }

    @Test
    void anAnswerThatQuotesOurs() {
        String ours = pair.engine().send(pair.bensNumber(), "ours to quote");
        pair.baileys().awaitContent(ours);

        IncomingMessage answer = receive(Map.of("text", "the answer"), Map.of("quoted", BaileysAgent.message(ours)));

        assertThat(answer.content().words()).contains("the answer");
        Quote quote = answer.context().quote().orElseThrow();
        assertThat(quote.id()).isEqualTo(ours);
        assertThat(quote.author().orElseThrow().user())
                .isIn(pair.ada().phone(), pair.ada().lid().user());
        assertThat(quote.content().flatMap(Content::words)).contains("ours to quote");
    }

    @Test
    void aMention() {
        IncomingMessage message =
                receive(Map.of("text", "ask @" + pair.ada().lid().user(), "mentions", List.of(pair.adasLid())));

        assertThat(message.context().mentions()).containsExactly(pair.ada().lid());
    }

    @Test
    void aForwardedText() {
        String ours = pair.engine().send(pair.bensNumber(), "ours to forward");
        pair.baileys().awaitContent(ours);

        IncomingMessage message = receive(Map.of("forward", BaileysAgent.message(ours)));

        assertThat(message.content().words()).contains("ours to forward");
        assertThat(message.context().forwarded()).isTrue();
    }

    @Test
    void aTextThatDisappears() {
        IncomingMessage message = receive(Map.of("text", "for a day"), Map.of("ephemeralExpiration", 86_400));

        assertThat(message.content().words()).contains("for a day");
        assertThat(message.context().expiration()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aPlace() {
        IncomingMessage message = receive(Map.of(
                "location",
                Map.of("degreesLatitude", 48.8584, "degreesLongitude", 2.2945, "name", "A tower", "address", "Paris")));

        Content.Location place = content(message, Content.Location.class);
        assertThat(place.latitude()).isCloseTo(48.8584, within(1e-9));
        assertThat(place.longitude()).isCloseTo(2.2945, within(1e-9));
        assertThat(place.name()).contains("A tower");
        assertThat(place.address()).contains("Paris");
        assertThat(place.live()).isFalse();
    }

    @Test
    void aContactAndSeveral() {
        Map<String, String> grace = Map.of("displayName", "Grace", "vcard", VCARD);

        IncomingMessage one = receive(Map.of("contacts", Map.of("contacts", List.of(grace))));
        IncomingMessage two =
                receive(Map.of("contacts", Map.of("displayName", "Two of them", "contacts", List.of(grace, grace))));

        assertThat(content(one, Content.Contacts.class).contacts())
                .containsExactly(new Content.Contact("Grace", VCARD));
        assertThat(content(two, Content.Contacts.class).contacts()).hasSize(2);
        assertThat(content(two, Content.Contacts.class).title()).contains("Two of them");
    }

    @Test
    void aPoll() {
        IncomingMessage message = receive(Map.of(
                "poll", Map.of("name", "Tea or coffee?", "values", List.of("Tea", "Coffee"), "selectableCount", 1)));

        assertThat(content(message, Content.Poll.class))
                .isEqualTo(new Content.Poll("Tea or coffee?", List.of("Tea", "Coffee"), 1));
        assertThat(message.context().secret()).isPresent();
    }

    @Test
    void choicesFromButtonsAndLists() {
        IncomingMessage button = receive(
                Map.of("buttonReply", Map.of("displayText", "Yes", "id", "yes-1", "index", 0), "type", "plain"));
        IncomingMessage row = receive(Map.of(
                "listReply",
                Map.of("title", "The first", "listType", 1, "singleSelectReply", Map.of("selectedRowId", "row-1"))));

        assertThat(content(button, Content.Choice.class).text()).contains("Yes");
        assertThat(content(button, Content.Choice.class).id()).contains("yes-1");
        assertThat(content(row, Content.Choice.class).text()).contains("The first");
        assertThat(content(row, Content.Choice.class).id()).contains("row-1");
    }

    @Test
    void anInvitationAsACard() {
        // Baileys' own way of writing one asks for the picture of a group, and there are none.
        String id = pair.baileys()
                .call(
                        "relayMessage",
                        pair.adasLid(),
                        Map.of(
                                "groupInviteMessage",
                                Map.of(
                                        "groupJid", "120363000000000001@g.us",
                                        "groupName", "The group",
                                        "inviteCode", "AbCdEf",
                                        "caption", "come in")),
                        Map.of())
                .stringValue();

        assertThat(content(pair.engine().awaitMessage(id), Content.Card.class).words())
                .contains("come in");
    }

    private static IncomingMessage receive(Map<String, ?> content) {
        return receive(content, Map.of());
    }

    private static IncomingMessage receive(Map<String, ?> content, Map<String, ?> options) {
        return pair.engine().awaitMessage(pair.baileys().sendContent(pair.adasLid(), content, options));
    }

    private static <T extends Content> T content(IncomingMessage message, Class<T> type) {
        assertThat(message.content()).isInstanceOf(type);
        return type.cast(message.content());
    }
}
