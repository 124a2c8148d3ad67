package dev.parley.whatsapp.client.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentWriterTest {
    private static final Instant SET_AT = Instant.ofEpochSecond(1_700_000_000);

    @ParameterizedTest
    @MethodSource("dev.parley.whatsapp.client.content.ContentSamples#all")
    void writesWhatTheReaderReads(Content content) {
        ReadMessage read = ContentReader.read(ContentWriter.write(content, MessageContext.NONE))
                .orElseThrow();

        assertThat(read).isEqualTo(new ReadMessage(content, MessageContext.NONE));
    }

    @ParameterizedTest
    @MethodSource("dev.parley.whatsapp.client.content.ContentSamples#all")
    void putsTheContextIntoEveryKind(Content content) {
        MessageContext context = new MessageContext(
                Optional.of(Quote.of(
                        "A1",
                        Jid.pn("15550002222"),
                        Message.newBuilder().setConversation("when?").build())),
                List.of(Jid.lid("100000000000001")),
                3,
                Duration.ofDays(7),
                Optional.of(SET_AT),
                false,
                false,
                false,
                Optional.of(MessageSecret.generate(new SecureRandom())),
                Optional.empty());

        ReadMessage read =
                ContentReader.read(ContentWriter.write(content, context)).orElseThrow();

        assertThat(read).isEqualTo(new ReadMessage(content, context));
    }

    @ParameterizedTest
    @MethodSource("dev.parley.whatsapp.client.content.ContentSamples#all")
    void forwardsEveryKindWithoutItsSurroundings(Content content) {
        MessageContext context = MessageContext.NONE
                .quoting(Quote.of("A1", Jid.pn("15550002222"), Message.getDefaultInstance()))
                .mentioning(List.of(Jid.pn("15550003333")));

        Message once = ContextWriter.forwarded(ContentWriter.write(content, context));
        ReadMessage twice = ContentReader.read(ContextWriter.forwarded(once)).orElseThrow();

        assertThat(twice.content()).isEqualTo(content);
        assertThat(twice.context().forwardingScore()).isEqualTo(2);
        assertThat(twice.context().quote()).isEmpty();
        assertThat(twice.context().mentions()).isEmpty();
    }

    @Test
    void forwardsFieldsThatItDoesNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                .build())
                .build();

        Message forwarded = ContextWriter.forwarded(Message.newBuilder()
                .setImageMessage(ImageMessage.newBuilder().setCaption("a photo").setUnknownFields(unknown))
                .build());

        assertThat(forwarded.getImageMessage().getUnknownFields()).isEqualTo(unknown);
    }

    @Test
    void quotesWithoutTheQuotesInside() {
        Message answer = ContentWriter.write(
                Content.Text.of("second"),
                MessageContext.NONE.quoting(Quote.of(
                        "A1",
                        Jid.pn("15550002222"),
                        Message.newBuilder().setConversation("first").build())));

        Quote quote = Quote.of("B1", Jid.pn("15550001111"), answer);

        assertThat(quote.content()).contains(Content.Text.of("second"));
        assertThat(quote.message().getExtendedTextMessage().getContextInfo())
                .isEqualTo(ContextInfo.getDefaultInstance());
    }

    @Test
    void addsTheChatsTimerUnlessTheMessageHasOne() {
        Message plain = Message.newBuilder().setConversation("hello").build();

        Message expiring = ContextWriter.expiring(plain, Duration.ofDays(1), SET_AT);
        Message again = ContextWriter.expiring(expiring, Duration.ofDays(90), SET_AT);

        assertThat(ContentReader.read(expiring).orElseThrow().context().expiration())
                .isEqualTo(Duration.ofDays(1));
        assertThat(again).isEqualTo(expiring);
        assertThat(ContextWriter.expiring(Message.getDefaultInstance(), Duration.ofDays(1), SET_AT))
                .isEqualTo(Message.getDefaultInstance());
    }

    @Test
    void refusesWhatOnlyOthersSend() {
        assertThatThrownBy(() -> ContentWriter.write(new Content.Unsupported("x"), MessageContext.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
