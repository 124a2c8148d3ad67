package dev.parley.whatsapp.client.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.KeepInChatMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.PinInChatMessage;
import dev.parley.whatsapp.proto.PollUpdateMessage;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whose message a key means, and who may change it.
class EffectsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Account SELF = new Account(
            Jid.pn("15550001111").withDevice(3),
            Jid.lid("100000000000001").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);
    private static final Person FRIEND =
            new Person(Optional.of(Jid.pn("15550002222")), Optional.of(Jid.lid("100000000000002")));
    private static final MessageKey THEIRS = new MessageKey(FRIEND.preferred(), FRIEND.preferred(), "M1");
    private static final MessageKey MINE = new MessageKey(FRIEND.preferred(), SELF.pn(), "M1");

    private final List<StoredEvent> events = new ArrayList<>();
    private final Vault vault = new Vault(new InMemoryDeviceStore());
    private final Arrivals arrivals = new Arrivals(new EventConsumer() {
        @Override
        public void store(StoredEvent event) {
            events.add(event);
        }

        @Override
        public void state(StateEvent event) {
            throw new AssertionError("none of this is a state");
        }
    });

    @Test
    void anAuthorEditsTheirMessage() {
        arrive(false, edit(true, "corrected"));

        StoredEvent.MessageEdited edited = (StoredEvent.MessageEdited) events.getFirst();
        assertThat(edited.target()).isEqualTo(THEIRS);
        assertThat(edited.content().words()).contains("corrected");
        assertThat(edited.editedAt()).isEqualTo(NOW.minusMillis(1500));
    }

    @Test
    void anOwnDeviceEditsAnOwnMessage() {
        arrive(true, edit(true, "corrected"));

        assertThat(((StoredEvent.MessageEdited) events.getFirst()).target()).isEqualTo(MINE);
    }

    @Test
    void nobodyEditsOrDeletesTheOthersMessage() {
        arrive(false, edit(false, "put into your mouth"));
        arrive(false, deletion(false));
        arrive(true, deletion(false));

        assertThat(events).isEmpty();
    }

    @Test
    void aDeletionBeforeItsMessageKeepsItAway() {
        arrive(false, deletion(true));
        arrive("M1", false, text("too late"));
        arrive("M1", true, text("another with the same id"));

        assertThat(events).hasSize(2);
        assertThat(((StoredEvent.MessageDeleted) events.getFirst()).target()).isEqualTo(THEIRS);
        assertThat(((StoredEvent.MessageArrived) events.get(1)).message().fromMe())
                .isTrue();
    }

    @Test
    void aReactionMeansTheMessageAsItsSenderSeesIt() {
        arrive(false, reaction(false, "👍"));
        arrive(false, reaction(true, "👍"));
        arrive(true, reaction(false, ""));

        assertThat(events)
                .extracting(event -> ((StoredEvent.ReactionChanged) event).target())
                .containsExactly(MINE, THEIRS, THEIRS);
        assertThat(((StoredEvent.ReactionChanged) events.get(2)).emoji()).isEmpty();
    }

    @Test
    void aReactionAsLongAsANovelIsNone() {
        arrive(false, reaction(false, "x".repeat(100_000)));

        assertThat(events).isEmpty();
    }

    @Test
    void aProtocolMessageWithoutATypeDeletesNothing() {
        arrive(
                false,
                Message.newBuilder()
                        .setProtocolMessage(ProtocolMessage.newBuilder().setKey(key(true)))
                        .build());

        assertThat(events).isEmpty();
    }

    @Test
    void aVoteInAPollThatIsNotKnownIsIgnored() {
        arrive(
                false,
                Message.newBuilder()
                        .setPollUpdateMessage(PollUpdateMessage.newBuilder().setPollCreationMessageKey(key(false)))
                        .build());

        assertThat(events).isEmpty();
    }

    @Test
    void aTimerIsToldOnceAndNotUndoneByAnOlderOne() {
        arrive(false, timer(Duration.ofDays(1), NOW.minusSeconds(10)));
        arrive(true, timer(Duration.ofDays(1), NOW.minusSeconds(10)));
        arrive(false, timer(Duration.ZERO, NOW.minusSeconds(20)));

        assertThat(events).hasSize(1);
        assertThat(((StoredEvent.EphemeralSettingChanged) events.getFirst()).expiration())
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void pinsAndKeepsAreTold() {
        Message.Builder pin = Message.newBuilder()
                .setPinInChatMessage(
                        PinInChatMessage.newBuilder().setKey(key(false)).setType(1));
        pin.getMessageContextInfoBuilder().setMessageAddOnDurationInSecs(604_800);
        arrive(false, pin.build());
        arrive(
                false,
                Message.newBuilder()
                        .setKeepInChatMessage(
                                KeepInChatMessage.newBuilder().setKey(key(true)).setKeepType(2))
                        .build());

        StoredEvent.MessagePinned pinned = (StoredEvent.MessagePinned) events.getFirst();
        assertThat(pinned.target()).isEqualTo(MINE);
        assertThat(pinned.pinned()).isTrue();
        assertThat(pinned.duration()).isEqualTo(Duration.ofDays(7));
        assertThat(((StoredEvent.MessageKept) events.get(1)).kept()).isFalse();
    }

    private void arrive(boolean fromMe, Message message) {
        arrive("X" + events.size(), fromMe, message);
    }

    private void arrive(String id, boolean fromMe, Message message) {
        Jid sender = fromMe ? SELF.pn().bare() : FRIEND.preferred();
        vault.update(records -> arrivals.accept(
                records, new Arrival(id, FRIEND, sender, fromMe, NOW, Optional.empty(), false), message, SELF));
    }

    private static Message edit(boolean keyFromMe, String text) {
        return Message.newBuilder()
                .setProtocolMessage(ProtocolMessage.newBuilder()
                        .setKey(key(keyFromMe))
                        .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                        .setEditedMessage(text(text))
                        .setTimestampMs(NOW.toEpochMilli() - 1500))
                .build();
    }

    private static Message deletion(boolean keyFromMe) {
        return Message.newBuilder()
                .setProtocolMessage(
                        ProtocolMessage.newBuilder().setKey(key(keyFromMe)).setType(ProtocolMessage.Type.REVOKE))
                .build();
    }

    private static Message reaction(boolean keyFromMe, String emoji) {
        return Message.newBuilder()
                .setReactionMessage(
                        ReactionMessage.newBuilder().setKey(key(keyFromMe)).setText(emoji))
                .build();
    }

    private static Message timer(Duration expiration, Instant setAt) {
        return Message.newBuilder()
                .setProtocolMessage(ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.EPHEMERAL_SETTING)
                        .setEphemeralExpiration((int) expiration.toSeconds())
                        .setEphemeralSettingTimestamp(setAt.getEpochSecond()))
                .build();
    }

    private static Message text(String text) {
        return Message.newBuilder().setConversation(text).build();
    }

    private static dev.parley.whatsapp.proto.MessageKey key(boolean fromMe) {
        return dev.parley.whatsapp.proto.MessageKey.newBuilder()
                .setRemoteJid("15550009999@s.whatsapp.net")
                .setFromMe(fromMe)
                .setId("M1")
                .build();
    }
}
