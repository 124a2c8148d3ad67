package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.LinkPreview;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.Quote;
import dev.parley.whatsapp.client.event.IncomingMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Our engine sends every kind of message without a file, and Baileys reads them.
class ContentToBaileysTest {
    private static final Content.Contact GRACE =
            new Content.Contact("Grace", "BEGIN:VCARD\nVERSION:3.0\nFN:Grace\nEND:VCARD");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
    }

    @Test
    void aPlainText() {
        assertThat(text(received(Content.Text.of("a plain text"), MessageContext.NONE), "conversation"))
                .isEqualTo("a plain text");
    }

    @Test
    void aTextWithALinkPreview() {
        LinkPreview preview = new LinkPreview(
                "https://example.org/", Optional.of("An example"), Optional.of("Of a page"), Optional.empty());

        JsonNode text = received(
                        new Content.Text("see https://example.org/", Optional.of(preview)), MessageContext.NONE)
                .path("extendedTextMessage");

        assertThat(text(text, "text")).isEqualTo("see https://example.org/");
        assertThat(text(text, "matchedText")).isEqualTo("https://example.org/");
        assertThat(text(text, "title")).isEqualTo("An example");
        assertThat(text(text, "description")).isEqualTo("Of a page");
    }

    @Test
    void anAnswerThatQuotesTheirs() {
        String theirs = pair.baileys().send(pair.adasLid(), "theirs to quote");
        IncomingMessage quoted = pair.engine().awaitMessage(theirs);

        JsonNode context = received(
                        Content.Text.of("the answer"),
                        MessageContext.NONE.quoting(
                                Quote.of(theirs, quoted.senderDevice().bare(), quoted.message())))
                .path("extendedTextMessage")
                .path("contextInfo");

        assertThat(text(context, "stanzaId")).isEqualTo(theirs);
        assertThat(text(context, "participant").split("@", -1)[0])
                .isIn(pair.ben().phone(), pair.ben().lid().user());
        assertThat(context.path("quotedMessage").toString()).contains("theirs to quote");
    }

    @Test
    void aMention() {
        JsonNode text = received(
                        Content.Text.of("ask @" + pair.ben().lid().user()),
                        MessageContext.NONE.mentioning(List.of(pair.ben().lid())))
                .path("extendedTextMessage");

        assertThat(text(text, "text")).contains("@" + pair.ben().lid().user());
        assertThat(text.path("contextInfo").path("mentionedJid").valueStream().map(JsonNode::asString))
                .containsExactly(pair.ben().lid().toString());
    }

    @Test
    void aForwardedText() {
        String theirs = pair.baileys().send(pair.adasLid(), "theirs to forward");
        IncomingMessage message = pair.engine().awaitMessage(theirs);

        String id = pair.engine().send(own -> OutgoingMessage.forward(pair.bensNumber(), own, message.message()));

        JsonNode text = pair.baileys().awaitContent(id).path("extendedTextMessage");
        assertThat(text(text, "text")).isEqualTo("theirs to forward");
        assertThat(text.path("contextInfo").path("isForwarded").asBoolean()).isTrue();
        assertThat(text.path("contextInfo").path("forwardingScore").asInt()).isEqualTo(1);
    }

    @Test
    void aPlace() {
        Content.Location place = new Content.Location(
                48.8584,
                2.2945,
                Optional.of("A tower"),
                Optional.of("Paris"),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());

        JsonNode location = received(place, MessageContext.NONE).path("locationMessage");

        assertThat(location.path("degreesLatitude").asDouble()).isEqualTo(48.8584);
        assertThat(location.path("degreesLongitude").asDouble()).isEqualTo(2.2945);
        assertThat(text(location, "name")).isEqualTo("A tower");
        assertThat(text(location, "address")).isEqualTo("Paris");
    }

    @Test
    void aContactAndSeveral() {
        JsonNode one = received(new Content.Contacts(Optional.empty(), List.of(GRACE)), MessageContext.NONE);
        JsonNode two =
                received(new Content.Contacts(Optional.of("Two of them"), List.of(GRACE, GRACE)), MessageContext.NONE);

        assertThat(text(one.path("contactMessage"), "vcard")).isEqualTo(GRACE.vcard());
        assertThat(text(two.path("contactsArrayMessage"), "displayName")).isEqualTo("Two of them");
        assertThat(two.path("contactsArrayMessage").path("contacts").size()).isEqualTo(2);
    }

    @Test
    void aPoll() {
        JsonNode message =
                received(new Content.Poll("Tea or coffee?", List.of("Tea", "Coffee"), 1), MessageContext.NONE);

        JsonNode poll = message.path("pollCreationMessageV3");
        assertThat(text(poll, "name")).isEqualTo("Tea or coffee?");
        assertThat(poll.path("options").valueStream().map(option -> text(option, "optionName")))
                .containsExactly("Tea", "Coffee");
        assertThat(text(message.path("messageContextInfo"), "messageSecret")).hasSize(44);
    }

    private static JsonNode received(Content content, MessageContext context) {
        return pair.baileys().awaitContent(pair.engine().send(pair.bensNumber(), content, context));
    }

    private static String text(JsonNode parent, String name) {
        return parent.path(name).asString();
    }
}
