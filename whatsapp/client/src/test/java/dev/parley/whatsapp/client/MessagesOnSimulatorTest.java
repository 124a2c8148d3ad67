package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.simulator.DeliveryFault;
import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.ContentSamples;
import dev.parley.whatsapp.client.content.ContentWriter;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.client.content.Quote;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.UndecryptableReason;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.LidMigrationMapping;
import dev.parley.whatsapp.proto.LidMigrationMappingSyncMessage;
import dev.parley.whatsapp.proto.LidMigrationMappingSyncPayload;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PlaceholderMessageResendResponse;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every kind of message, and what messages do to each other, both ways on the simulator.
class MessagesOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final Jid BENS = Jid.pn(BEN);

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private RecordingConsumer consumer = new RecordingConsumer();
    private Simulator simulator;
    private SimulatedPhone ada;
    private SimulatedPhone ben;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void link() {
        simulator = Simulator.builder().build().start();
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley").at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey())));
        client = whatsApp.client(store, consumer);
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @Test
    void receivesEveryKindFromOthersAndFromTheOwnPhone() {
        ContentSamples.all().forEach(content -> {
            Message message = ContentWriter.write(content, MessageContext.NONE);
            String theirs = ben.send(ADA, message);
            String own = ada.send(BEN, message);

            assertThat(arrived(theirs).content()).isEqualTo(content);
            assertThat(arrived(own).content()).isEqualTo(content);
            assertThat(arrived(own).fromMe()).isTrue();
        });
    }

    @Test
    void sendsEveryKind() {
        ContentSamples.all().forEach(content -> {
            String id = send(OutgoingMessage.of(BENS, newId(), content, MessageContext.NONE));

            assertThat(shown(ben, id)).isEqualTo(content);
            assertThat(shown(ada, id)).as("on the own phone").isEqualTo(content);
        });
    }

    @Test
    void quotesBothWays() {
        String question = ben.send(ADA, "when?");
        IncomingMessage asked = arrived(question);
        String answer = send(OutgoingMessage.of(
                BENS,
                newId(),
                Content.Text.of("at nine"),
                MessageContext.NONE.quoting(Quote.of(question, BENS, asked.message()))));
        PhoneMessage received = ben.awaitText("at nine", PATIENCE);

        assertThat(received.quotedMessageId()).isEqualTo(question);

        String thanks = ben.reply(answer, "thanks");
        Quote quote = arrived(thanks).context().quote().orElseThrow();

        assertThat(quote.id()).isEqualTo(answer);
        assertThat(quote.content()).contains(Content.Text.of("at nine"));
    }

    @Test
    void forwardsWhatItReceived() {
        String id = ben.send(ADA, "pass it on");

        String forwarded =
                send(OutgoingMessage.forward(BENS, newId(), arrived(id).message()));

        PhoneMessage received = ben.awaitMessage(message -> message.id().equals(forwarded), PATIENCE);
        assertThat(received.text()).isEqualTo("pass it on");
        assertThat(received.content().getExtendedTextMessage().getContextInfo().getForwardingScore())
                .isEqualTo(1);
    }

    @Test
    void reactsBothWaysAndTakesItBack() {
        String theirs = ben.send(ADA, "hello");
        arrived(theirs);

        send(OutgoingMessage.reaction(BENS, newId(), theirs, false, "👍", Instant.now()));
        ben.awaitSent(message -> message.reactions().equals(Map.of(ADA, "👍")), PATIENCE);
        ada.awaitMessage(message -> message.reactions().equals(Map.of(ADA, "👍")), PATIENCE);
        send(OutgoingMessage.reaction(BENS, newId(), theirs, false, "", Instant.now()));
        ben.awaitSent(
                message -> message.id().equals(theirs) && message.reactions().isEmpty(), PATIENCE);

        String mine = send(OutgoingMessage.text(BENS, newId(), "hi"));
        ben.awaitText("hi", PATIENCE);
        ben.react(mine, "❤️");
        StoredEvent.ReactionChanged reaction = consumer.await(StoredEvent.ReactionChanged.class);

        assertThat(reaction.target().id()).isEqualTo(mine);
        assertThat(reaction.target().sender()).isEqualTo(Jid.pn(ADA));
        assertThat(reaction.fromMe()).isFalse();
        assertThat(reaction.emoji()).isEqualTo("❤️");

        ada.react(theirs, "😀");
        StoredEvent.ReactionChanged own = consumer.await(StoredEvent.ReactionChanged.class, event -> event.fromMe());
        assertThat(own.target().id()).isEqualTo(theirs);
        assertThat(own.target().sender()).isEqualTo(BENS);
    }

    @Test
    void editsAndDeletesBothWays() {
        String mine = send(OutgoingMessage.text(BENS, newId(), "helo"));
        ben.awaitText("helo", PATIENCE);

        send(OutgoingMessage.edit(BENS, newId(), mine, Content.Text.of("hello"), Instant.now()));
        assertThat(ben.awaitText("hello", PATIENCE).edited()).isTrue();
        assertThat(ada.awaitText("hello", PATIENCE).edited()).isTrue();
        send(OutgoingMessage.deletion(BENS, newId(), mine));
        assertThat(ben.awaitMessage(PhoneMessage::deleted, PATIENCE).id()).isEqualTo(mine);
        ada.awaitMessage(PhoneMessage::deleted, PATIENCE);

        String theirs = ben.send(ADA, "hi threre");
        ben.edit(theirs, "hi there");
        StoredEvent.MessageEdited edited = consumer.await(StoredEvent.MessageEdited.class);
        assertThat(edited.target()).isEqualTo(arrived(theirs).key());
        assertThat(edited.content()).isEqualTo(Content.Text.of("hi there"));

        ben.delete(theirs);
        assertThat(consumer.await(StoredEvent.MessageDeleted.class).target())
                .isEqualTo(arrived(theirs).key());
    }

    @Test
    void seesWhatTheOwnPhoneEditsAndDeletes() {
        String mine = ada.send(BEN, "from the phone");
        ada.edit(mine, "from my phone");
        StoredEvent.MessageEdited edited = consumer.await(StoredEvent.MessageEdited.class);

        assertThat(edited.fromMe()).isTrue();
        assertThat(edited.target()).isEqualTo(arrived(mine).key());

        ada.delete(mine);
        assertThat(consumer.await(StoredEvent.MessageDeleted.class).fromMe()).isTrue();
    }

    @Test
    void readsVotesInItsOwnPollsAndInTheirs() {
        Content.Poll poll = new Content.Poll("Tea?", List.of("Yes", "No"), 1);
        String mine = send(OutgoingMessage.of(BENS, newId(), poll, MessageContext.NONE));
        ben.awaitMessage(message -> message.id().equals(mine), PATIENCE);

        ben.vote(mine, List.of("Yes"));
        StoredEvent.PollVoted vote = consumer.await(StoredEvent.PollVoted.class);
        assertThat(vote.poll().id()).isEqualTo(mine);
        assertThat(vote.options()).containsExactly("Yes");
        assertThat(vote.fromMe()).isFalse();

        ben.vote(mine, List.of());
        consumer.await(StoredEvent.PollVoted.class, event -> event.options().isEmpty());

        String theirs = ben.send(ADA, ContentWriter.write(poll, MessageContext.NONE));
        arrived(theirs);
        ada.awaitMessage(message -> message.id().equals(theirs), PATIENCE);
        ada.vote(theirs, List.of("No"));
        StoredEvent.PollVoted own = consumer.await(StoredEvent.PollVoted.class, event -> event.fromMe());
        assertThat(own.poll()).isEqualTo(arrived(theirs).key());
        assertThat(own.options()).containsExactly("No");
    }

    @Test
    void readsReactionsAndEditsThatAreUnderTheMessagesSecret() {
        String mine = send(OutgoingMessage.text(BENS, newId(), "react to this"));
        ben.awaitText("react to this", PATIENCE);
        ben.reactSecretly(mine, "👍");
        StoredEvent.ReactionChanged reaction = consumer.await(StoredEvent.ReactionChanged.class);
        assertThat(reaction.target().id()).isEqualTo(mine);
        assertThat(reaction.fromMe()).isFalse();
        assertThat(reaction.emoji()).isEqualTo("👍");
        ben.reactSecretly(mine, "");
        consumer.await(StoredEvent.ReactionChanged.class, event -> event.emoji().isEmpty());

        String theirs = ben.send(ADA, withSecret(text("helo")));
        arrived(theirs);
        ben.editSecretly(theirs, "hello");
        StoredEvent.MessageEdited edited = consumer.await(StoredEvent.MessageEdited.class);
        assertThat(edited.target()).isEqualTo(arrived(theirs).key());
        assertThat(edited.content()).isEqualTo(Content.Text.of("hello"));

        ben.editSecretly(mine, "put into your mouth");
        ben.send(ADA, "after it");
        consumer.awaitText("after it");
        assertThat(consumer.events().stream().filter(StoredEvent.MessageEdited.class::isInstance))
                .as("only its author edits a message, whoever knows its secret")
                .hasSize(1);
    }

    private static Message withSecret(Message message) {
        return message.toBuilder()
                .setMessageContextInfo(MessageContextInfo.newBuilder()
                        .setMessageSecret(ByteString.copyFrom(new byte[MessageSecret.LENGTH])))
                .build();
    }

    @Test
    void whatItSendsDisappearsAsTheChatSays() {
        Message setting = Message.newBuilder()
                .setProtocolMessage(ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.EPHEMERAL_SETTING)
                        .setEphemeralExpiration(86_400)
                        .setEphemeralSettingTimestamp(Instant.now().getEpochSecond()))
                .build();
        ben.send(ADA, setting);
        assertThat(consumer.await(StoredEvent.EphemeralSettingChanged.class).expiration())
                .isEqualTo(Duration.ofDays(1));

        send(OutgoingMessage.text(BENS, newId(), "gone tomorrow"));

        ContextInfo context = ben.awaitText("gone tomorrow", PATIENCE)
                .content()
                .getExtendedTextMessage()
                .getContextInfo();
        assertThat(context.getExpiration()).isEqualTo(86_400);
    }

    @Test
    void getsFromThePhoneWhatWasNotSentToThisDevice() {
        String id = ben.sendWithheld(ADA, text("for the phone alone"), "");

        StoredEvent.MessageUndecryptable missing = consumer.await(StoredEvent.MessageUndecryptable.class);
        assertThat(missing.reason()).isEqualTo(UndecryptableReason.UNAVAILABLE);
        IncomingMessage message = arrived(id);
        assertThat(message.key()).isEqualTo(missing.key());
        assertThat(message.content()).isEqualTo(Content.Text.of("for the phone alone"));
        assertThat(message.pushName()).contains("Ben");
    }

    @Test
    void asksThePhoneAgainAfterARestart() {
        ada.goOffline();
        String id = ben.sendWithheld(ADA, text("the phone is away"), "");
        consumer.await(StoredEvent.MessageUndecryptable.class);
        client.close();

        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();
        consumer.await(StateEvent.Connected.class);
        ada.goOnline();

        assertThat(arrived(id).content()).isEqualTo(Content.Text.of("the phone is away"));
    }

    @Test
    void leavesToThePhoneWhatIsToBeSeenOnce() {
        ben.sendWithheld(ADA, text("once"), "view_once");

        assertThat(consumer.await(StoredEvent.MessageUndecryptable.class).reason())
                .isEqualTo(UndecryptableReason.VIEW_ONCE);
    }

    @Test
    void aResendSaysTheSameAsTheFirstTime() {
        RecordingConsumer other = new RecordingConsumer();
        try (WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other)) {
            bens.connect();
            ben.scan(other.await(StateEvent.QrCode.class).text());
            other.await(StateEvent.Connected.class);
            String mine = send(OutgoingMessage.text(BENS, newId(), "helo"));
            awaitOn(other, mine);
            simulator.faults().onNextDelivery(Optional.of(BEN), DeliveryFault.CORRUPT);

            String edit = send(OutgoingMessage.edit(BENS, newId(), mine, Content.Text.of("hello"), Instant.now()));

            assertThat(other.await(StoredEvent.MessageEdited.class).target().id())
                    .isEqualTo(mine);
            simulator.awaitStanzas(
                    ADA,
                    seen -> seen.node().hasAttr("id", edit)
                            && seen.node().hasAttr("edit", "1")
                            && seen.node()
                                    .child("enc")
                                    .filter(enc -> enc.hasAttr("decrypt-fail", "hide") && enc.hasAttr("count", "1"))
                                    .isPresent(),
                    1,
                    PATIENCE);
        }
    }

    @Test
    void theSameIdSentTwiceIsTheSameMessage() {
        OutgoingMessage message = OutgoingMessage.text(BENS, newId(), "once only");
        send(message);
        PhoneMessage first = ben.awaitText("once only", PATIENCE);
        send(message);
        send(OutgoingMessage.text(BENS, newId(), "after it"));
        ben.awaitText("after it", PATIENCE);

        assertThat(ben.messages().stream()
                        .filter(one -> one.id().equals(message.id()))
                        .toList())
                .containsExactly(first);
    }

    @Test
    void takesNoControlMessagesFromOthers() {
        ben.send(
                ADA,
                Message.newBuilder()
                        .setProtocolMessage(ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.LID_MIGRATION_MAPPING_SYNC)
                                .setLidMigrationMappingSyncMessage(LidMigrationMappingSyncMessage.newBuilder()
                                        .setEncodedMappingPayload(mapping(15550004444L, 100000000000444L))))
                        .build());
        String withheld = ben.sendWithheld(ADA, text("the real one"), "");
        ben.send(
                ADA,
                Message.newBuilder()
                        .setProtocolMessage(ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
                                .setPeerDataOperationRequestResponseMessage(answer(withheld, "a forged one")))
                        .build());

        assertThat(arrived(withheld).content()).isEqualTo(Content.Text.of("the real one"));
        assertThat(consumer.events())
                .noneMatch(event -> event instanceof StoredEvent.LidMapped mapped
                        && mapped.pn().equals(Jid.pn("15550004444")));
    }

    @Test
    void learnsLidsThatTheOwnPhoneTells() {
        ada.sendToCompanions(ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.LID_MIGRATION_MAPPING_SYNC)
                .setLidMigrationMappingSyncMessage(LidMigrationMappingSyncMessage.newBuilder()
                        .setEncodedMappingPayload(mapping(15550004444L, 100000000000444L)))
                .build());

        StoredEvent.LidMapped mapped =
                consumer.await(StoredEvent.LidMapped.class, event -> event.pn().equals(Jid.pn("15550004444")));
        assertThat(mapped.lid()).isEqualTo(Jid.lid("100000000000444"));
    }

    private static ByteString mapping(long pn, long lid) {
        return LidMigrationMappingSyncPayload.newBuilder()
                .addPnToLidMappings(LidMigrationMapping.newBuilder()
                        .setPn(pn)
                        .setAssignedLid(1)
                        .setLatestLid(lid))
                .build()
                .toByteString();
    }

    private static PeerDataOperationRequestResponseMessage answer(String id, String text) {
        WebMessageInfo info = WebMessageInfo.newBuilder()
                .setKey(MessageKey.newBuilder()
                        .setRemoteJid(BENS.toString())
                        .setFromMe(false)
                        .setId(id))
                .setMessage(text(text))
                .build();
        return PeerDataOperationRequestResponseMessage.newBuilder()
                .setPeerDataOperationRequestType(PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND)
                .addPeerDataOperationResult(PeerDataOperationResult.newBuilder()
                        .setPlaceholderMessageResendResponse(PlaceholderMessageResendResponse.newBuilder()
                                .setWebMessageInfoBytes(info.toByteString())))
                .build();
    }

    private static void awaitOn(RecordingConsumer consumer, String id) {
        consumer.await(
                StoredEvent.MessageArrived.class,
                event -> event.message().key().id().equals(id));
    }

    @Test
    void mentionsPeople() {
        send(OutgoingMessage.of(
                BENS, newId(), Content.Text.of("hello @" + BEN), MessageContext.NONE.mentioning(List.of(BENS))));

        ExtendedTextMessage text =
                ben.awaitText("hello @" + BEN, PATIENCE).content().getExtendedTextMessage();
        assertThat(text.getContextInfo().getMentionedJidList()).containsExactly(BENS.toString());
    }

    private IncomingMessage arrived(String id) {
        return consumer.await(
                        StoredEvent.MessageArrived.class,
                        event -> event.message().key().id().equals(id))
                .message();
    }

    private static Content shown(SimulatedPhone phone, String id) {
        PhoneMessage message = phone.awaitMessage(one -> one.id().equals(id), PATIENCE);
        return ContentReader.read(message.content()).orElseThrow().content();
    }

    private String send(OutgoingMessage message) {
        SendResult result = client.send(List.of(message)).getFirst().await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return message.id();
    }

    private String newId() {
        return MessageIds.next(client.self().orElseThrow(), Clock.systemUTC(), new SecureRandom());
    }

    private static Message text(String text) {
        return Message.newBuilder().setConversation(text).build();
    }
}
