package dev.parley.whatsapp.client.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentSamples;
import dev.parley.whatsapp.client.content.ContentWriter;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The table of messaging.md section 4.5.
class MessageFormTest {
    private static final Jid FRIEND = Jid.pn("15550002222");

    @Test
    void namesTheMediaOfEveryKind() {
        List<String> forms = ContentSamples.all()
                .map(content -> MessageForm.of(ContentWriter.write(content, MessageContext.NONE)))
                .map(form ->
                        form.type() + form.mediaType().map(type -> " " + type).orElse(""))
                .toList();

        assertThat(forms)
                .containsExactly(
                        "text",
                        "media url",
                        "media image",
                        "media video",
                        "media gif",
                        "media ptv",
                        "media ptt",
                        "media audio",
                        "media document",
                        "media document",
                        "media sticker",
                        "media location",
                        "media vcard",
                        "media contact_array",
                        "poll",
                        "poll");
    }

    @Test
    void marksWhatChangesOtherMessages() {
        assertThat(form(OutgoingMessage.edit(FRIEND, "B2", "B1", Content.Text.of("x"), Instant.EPOCH)))
                .isEqualTo("text edit=1 hidden");
        assertThat(form(OutgoingMessage.deletion(FRIEND, "B2", "B1"))).isEqualTo("text edit=7");
        assertThat(form(OutgoingMessage.reaction(FRIEND, "B2", "A1", false, "👍", Instant.EPOCH)))
                .isEqualTo("reaction hidden");
        assertThat(form(OutgoingMessage.reaction(FRIEND, "B2", "A1", false, "", Instant.EPOCH)))
                .isEqualTo("reaction edit=7 hidden");
        assertThat(form(OutgoingMessage.ephemeralSetting(FRIEND, "B2", Duration.ofDays(1), Instant.EPOCH)))
                .isEqualTo("text");
    }

    @Test
    void aMessageWithoutATypeIsNoDeletion() {
        Message.Builder message = Message.newBuilder();
        message.getProtocolMessageBuilder().getKeyBuilder().setId("B1");

        assertThat(MessageForm.of(message.build()).edit()).isEmpty();
    }

    private static String form(OutgoingMessage message) {
        MessageForm form = MessageForm.of(message.content());
        return form.type() + form.edit().map(edit -> " edit=" + edit).orElse("") + (form.hidden() ? " hidden" : "");
    }
}
