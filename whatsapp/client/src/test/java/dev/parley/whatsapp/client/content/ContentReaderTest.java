package dev.parley.whatsapp.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.whatsapp.client.content.Content.Card;
import dev.parley.whatsapp.client.content.Content.Choice;
import dev.parley.whatsapp.client.content.Content.Unsupported;
import dev.parley.whatsapp.proto.ButtonsMessage;
import dev.parley.whatsapp.proto.ButtonsResponseMessage;
import dev.parley.whatsapp.proto.CallLogMessage;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.EventMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.GroupInviteMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.InteractiveMessage;
import dev.parley.whatsapp.proto.InteractiveResponseMessage;
import dev.parley.whatsapp.proto.ListMessage;
import dev.parley.whatsapp.proto.ListResponseMessage;
import dev.parley.whatsapp.proto.LiveLocationMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.OrderMessage;
import dev.parley.whatsapp.proto.PollResultSnapshotMessage;
import dev.parley.whatsapp.proto.ProductMessage;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.proto.SenderKeyDistributionMessage;
import dev.parley.whatsapp.proto.StickerPackMessage;
import dev.parley.whatsapp.proto.TemplateButtonReplyMessage;
import dev.parley.whatsapp.proto.TemplateMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentReaderTest {
    private static final String NATIVE_FLOW_BUTTON = "{\"display_text\":\"Pay \\\"now\\\"\",\"id\":\"1\"}";

    @Test
    void readsWhatSurroundsAText() {
        ReadMessage read = read(Message.newBuilder()
                .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                        .setText("yes @15550002222")
                        .setContextInfo(ContextInfo.newBuilder()
                                .setStanzaId("A1")
                                .setParticipant("15550001111:3@s.whatsapp.net")
                                .setQuotedMessage(text("when?"))
                                .addMentionedJid("15550002222@s.whatsapp.net")
                                .addMentionedJid("no jid at all@@")
                                .setForwardingScore(5)
                                .setIsForwarded(true)
                                .setExpiration(86_400)
                                .setEphemeralSettingTimestamp(1_700_000_000)))
                .setMessageContextInfo(
                        MessageContextInfo.newBuilder().setMessageSecret(ByteString.copyFrom(new byte[32]))));

        MessageContext context = read.context();
        assertThat(read.content().words()).contains("yes @15550002222");
        Quote quote = context.quote().orElseThrow();
        assertThat(quote.id()).isEqualTo("A1");
        assertThat(quote.author()).contains(Jid.pn("15550001111"));
        assertThat(quote.content()).contains(Content.Text.of("when?"));
        assertThat(context.mentions()).containsExactly(Jid.pn("15550002222"));
        assertThat(context.forwardingScore()).isEqualTo(5);
        assertThat(context.expiration()).isEqualTo(Duration.ofDays(1));
        assertThat(context.expirationSetAt()).contains(Instant.ofEpochSecond(1_700_000_000));
        assertThat(context.secret()).isPresent();
    }

    @Test
    void tellsHowAMessageWasWrapped() {
        Message viewOnce = wrapped(Message.newBuilder()
                        .setViewOnceMessageV2(future(Message.newBuilder()
                                .setImageMessage(ImageMessage.newBuilder().setCaption("once"))
                                .build())))
                .build();

        ReadMessage read = ContentReader.read(viewOnce).orElseThrow();

        assertThat(read.content()).isInstanceOf(Content.Image.class);
        assertThat(read.context().viewOnce()).isTrue();
        assertThat(read.context().ephemeral()).isTrue();
        assertThat(read.context().edited()).isFalse();
    }

    @Test
    void readsAViewOnceFlagInsideTheContent() {
        assertThat(read(Message.newBuilder()
                                .setVideoMessage(VideoMessage.newBuilder().setViewOnce(true)))
                        .context()
                        .viewOnce())
                .isTrue();
    }

    @Test
    void leavesOutWhatIsMalformedInAFile() {
        Content.Image image = (Content.Image) read(Message.newBuilder()
                        .setImageMessage(ImageMessage.newBuilder()
                                .setMediaKey(ByteString.copyFromUtf8("short"))
                                .setFileSha256(ByteString.copyFrom(new byte[31]))
                                .setFileLength(-1)
                                .setWidth(-5)
                                .setHeight(5)
                                .setMediaKeyTimestamp(Long.MAX_VALUE)))
                .content();

        assertThat(image.file().key()).isEmpty();
        assertThat(image.file().descriptor()).isEmpty();
        assertThat(image.file().hash()).isEmpty();
        assertThat(image.file().length()).isEmpty();
        assertThat(image.file().keyTimestamp()).isEmpty();
        assertThat(image.dimensions()).isEmpty();
    }

    @Test
    void readsRoundVideosAndGifs() {
        assertThat(((Content.Video) read(Message.newBuilder().setPtvMessage(VideoMessage.getDefaultInstance()))
                                .content())
                        .kind())
                .isEqualTo(Content.VideoKind.ROUND);
        assertThat(((Content.Video) read(Message.newBuilder()
                                        .setVideoMessage(
                                                VideoMessage.newBuilder().setGifPlayback(true)))
                                .content())
                        .kind())
                .isEqualTo(Content.VideoKind.GIF);
    }

    @Test
    void readsADocumentInItsCaptionsWrapper() {
        ReadMessage read = read(Message.newBuilder()
                .setDocumentWithCaptionMessage(future(Message.newBuilder()
                        .setDocumentMessage(
                                DocumentMessage.newBuilder().setTitle("bill").setCaption("for June"))
                        .build())));

        assertThat(read.content().words()).contains("for June");
        assertThat(((Content.Document) read.content()).fileName()).contains("bill");
    }

    @Test
    void readsALiveLocation() {
        Content.Location location = (Content.Location) read(Message.newBuilder()
                        .setLiveLocationMessage(LiveLocationMessage.newBuilder()
                                .setDegreesLatitude(52.5)
                                .setCaption("here")))
                .content();

        assertThat(location.live()).isTrue();
        assertThat(location.latitude()).isEqualTo(52.5);
        assertThat(location.words()).contains("here");
    }

    @Test
    void readsChoicesAsTheTextThatWasChosen() {
        assertThat(read(Message.newBuilder()
                                .setButtonsResponseMessage(ButtonsResponseMessage.newBuilder()
                                        .setSelectedButtonId("b1")
                                        .setSelectedDisplayText("Yes")))
                        .content())
                .isEqualTo(new Choice(Optional.of("Yes"), Optional.of("b1")));
        assertThat(read(Message.newBuilder()
                                .setListResponseMessage(ListResponseMessage.newBuilder()
                                        .setTitle("Tea")
                                        .setSingleSelectReply(ListResponseMessage.SingleSelectReply.newBuilder()
                                                .setSelectedRowId("r1"))))
                        .content())
                .isEqualTo(new Choice(Optional.of("Tea"), Optional.of("r1")));
        assertThat(read(Message.newBuilder()
                                .setTemplateButtonReplyMessage(TemplateButtonReplyMessage.newBuilder()
                                        .setSelectedId("t1")
                                        .setSelectedDisplayText("More")))
                        .content())
                .isEqualTo(new Choice(Optional.of("More"), Optional.of("t1")));
        assertThat(read(Message.newBuilder()
                                .setInteractiveResponseMessage(InteractiveResponseMessage.newBuilder()
                                        .setBody(InteractiveResponseMessage.Body.newBuilder()
                                                .setText("Paid"))))
                        .content()
                        .words())
                .contains("Paid");
    }

    @Test
    void readsCardsOfBusinesses() {
        Card buttons = card(Message.newBuilder()
                .setButtonsMessage(ButtonsMessage.newBuilder()
                        .setImageMessage(ImageMessage.newBuilder().setCaption("a picture"))
                        .setContentText("Which one?")
                        .setFooterText("small print")
                        .addButtons(ButtonsMessage.Button.newBuilder()
                                .setButtonText(
                                        ButtonsMessage.ButtonText.newBuilder().setDisplayText("This")))));
        assertThat(buttons.kind()).isEqualTo("buttonsMessage");
        assertThat(buttons.header().orElseThrow()).isInstanceOf(Content.Image.class);
        assertThat(buttons.words()).contains("Which one?");
        assertThat(buttons.footer()).contains("small print");
        assertThat(buttons.buttons()).containsExactly("This");

        Card list = card(Message.newBuilder()
                .setListMessage(ListMessage.newBuilder()
                        .setTitle("Menu")
                        .setDescription("Choose")
                        .addSections(ListMessage.Section.newBuilder()
                                .addRows(ListMessage.Row.newBuilder().setTitle("Tea"))
                                .addRows(ListMessage.Row.newBuilder().setTitle("Coffee")))));
        assertThat(list.title()).contains("Menu");
        assertThat(list.buttons()).containsExactly("Tea", "Coffee");

        Card template = card(Message.newBuilder()
                .setTemplateMessage(TemplateMessage.newBuilder()
                        .setHydratedTemplate(TemplateMessage.HydratedFourRowTemplate.newBuilder()
                                .setHydratedTitleText("Order 7")
                                .setHydratedContentText("On its way")
                                .addHydratedButtons(TemplateMessage.HydratedTemplateButton.newBuilder()
                                        .setUrlButton(TemplateMessage.LabelledButton.newBuilder()
                                                .setDisplayText("Track"))))));
        assertThat(template.title()).contains("Order 7");
        assertThat(template.body()).contains("On its way");
        assertThat(template.buttons()).containsExactly("Track");
    }

    @Test
    void readsInteractiveCardsWithTheLabelsInTheirJson() {
        InteractiveMessage.Builder inner = InteractiveMessage.newBuilder()
                .setHeader(InteractiveMessage.Header.newBuilder().setTitle("Bill"))
                .setBody(InteractiveMessage.Body.newBuilder().setText("5 EUR"))
                .setNativeFlowMessage(InteractiveMessage.NativeFlowMessage.newBuilder()
                        .addButtons(InteractiveMessage.NativeFlowButton.newBuilder()
                                .setButtonParamsJson(NATIVE_FLOW_BUTTON)));

        Card single = card(Message.newBuilder().setInteractiveMessage(inner));
        Card carousel = card(Message.newBuilder()
                .setInteractiveMessage(InteractiveMessage.newBuilder()
                        .setCarouselMessage(
                                InteractiveMessage.CarouselMessage.newBuilder().addCards(inner))));

        assertThat(single.title()).contains("Bill");
        assertThat(single.buttons()).containsExactly("Pay \"now\"");
        assertThat(carousel.cards()).hasSize(1);
        assertThat(carousel.words()).contains("5 EUR");
    }

    @Test
    void readsShopsInvitationsAndEvents() {
        assertThat(card(Message.newBuilder()
                        .setProductMessage(ProductMessage.newBuilder()
                                .setProduct(ProductMessage.ProductSnapshot.newBuilder()
                                        .setTitle("Tea")
                                        .setPriceAmount1000(1500)
                                        .setCurrencyCode("EUR")))))
                .returns(Optional.of("Tea"), Card::title)
                .returns(Optional.of("1.5 EUR"), Card::footer);
        assertThat(card(Message.newBuilder()
                                .setOrderMessage(OrderMessage.newBuilder().setMessage("two of them")))
                        .words())
                .contains("two of them");
        assertThat(card(Message.newBuilder()
                                .setGroupInviteMessage(
                                        GroupInviteMessage.newBuilder().setGroupName("Friends")))
                        .title())
                .contains("Friends");
        assertThat(card(Message.newBuilder()
                                .setEventMessage(EventMessage.newBuilder().setName("Party")))
                        .title())
                .contains("Party");
        assertThat(card(Message.newBuilder()
                                .setStickerPackMessage(
                                        StickerPackMessage.newBuilder().setName("Cats")))
                        .title())
                .contains("Cats");
        assertThat(card(Message.newBuilder()
                                .setPollResultSnapshotMessage(PollResultSnapshotMessage.newBuilder()
                                        .setName("Tea?")
                                        .addPollVotes(PollResultSnapshotMessage.PollVote.newBuilder()
                                                .setOptionName("Yes")
                                                .setOptionVoteCount(2))))
                        .buttons())
                .containsExactly("Yes: 2");
    }

    @Test
    void readsTheLogOfACall() {
        assertThat(read(Message.newBuilder()
                                .setCallLogMessage(CallLogMessage.newBuilder()
                                        .setIsVideo(true)
                                        .setCallOutcome(1)))
                        .content())
                .isEqualTo(new Content.CallLog(true, Content.CallOutcome.MISSED, Duration.ZERO));
    }

    @Test
    void namesTheKindsThatItDoesNotRead() {
        assertThat(read(unknown(41)).content()).isEqualTo(new Unsupported("invoiceMessage"));
        assertThat(read(unknown(999)).content()).isEqualTo(new Unsupported("message999"));
    }

    @Test
    void showsNothingForWhatIsNotForPeople() {
        assertThat(List.of(
                        Message.newBuilder(),
                        Message.newBuilder().setProtocolMessage(ProtocolMessage.getDefaultInstance()),
                        Message.newBuilder()
                                .setReactionMessage(ReactionMessage.newBuilder()
                                        .setKey(MessageKey.newBuilder().setId("A1"))),
                        Message.newBuilder()
                                .setSenderKeyDistributionMessage(SenderKeyDistributionMessage.getDefaultInstance()),
                        Message.newBuilder().setMessageContextInfo(MessageContextInfo.getDefaultInstance()),
                        unknown(123)))
                .allSatisfy(message ->
                        assertThat(ContentReader.read(message.build())).isEmpty());
    }

    private static Card card(Message.Builder message) {
        return (Card) read(message).content();
    }

    private static ReadMessage read(Message.Builder message) {
        return ContentReader.read(message.build()).orElseThrow();
    }

    private static Message text(String text) {
        return Message.newBuilder().setConversation(text).build();
    }

    private static Message.Builder wrapped(Message.Builder inner) {
        return Message.newBuilder().setEphemeralMessage(future(inner.build()));
    }

    private static FutureProofMessage future(Message inner) {
        return FutureProofMessage.newBuilder().setMessage(inner).build();
    }

    private static Message.Builder unknown(int number) {
        return Message.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                number,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.EMPTY)
                                        .build())
                        .build());
    }
}
