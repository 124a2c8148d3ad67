package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.pn;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageStatus;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A linked session, what its engine can tell, and how it then looks to a caller.
final class StoreFixture {
    static final long T0 = 1_700_000_000;
    static final Person BOB = pn("15550200001");
    static final String BOB_ID = "15550200001@s.whatsapp.net";
    static final Person BOB_LID = new Person(Optional.empty(), Optional.of(Jid.lid("700000000000001")));
    static final Person BOB_BOTH = new Person(BOB.pn(), BOB_LID.lid());
    static final Jid SELF = Jid.pn("15550009999");

    final TestBridge bridge = TestBridge.shared();
    final Linked session = bridge.linked();

    /// Each event in a transaction of its own, all of them twice: a redelivery changes nothing.
    void twice(StoredEvent... events) {
        for (int i = 0; i < 2; i++) {
            for (StoredEvent event : events) {
                session.device().stored(event);
            }
        }
    }

    /// All of them in one transaction.
    void together(StoredEvent... events) {
        session.device().stored(events);
    }

    static MessageKey theirs(String id) {
        return new MessageKey(BOB.preferred(), BOB.preferred(), id);
    }

    static MessageKey mine(String id) {
        return new MessageKey(BOB.preferred(), SELF, id);
    }

    static StoredEvent edited(MessageKey key, boolean fromMe, String text, long seconds) {
        return new StoredEvent.MessageEdited(
                key,
                new Chat.Direct(BOB),
                fromMe,
                Content.Text.of(text),
                MessageContext.NONE,
                Message.newBuilder().setConversation(text).build(),
                Instant.ofEpochSecond(seconds));
    }

    static StoredEvent deleted(MessageKey key, boolean fromMe) {
        return new StoredEvent.MessageDeleted(key, new Chat.Direct(BOB), fromMe, Instant.ofEpochSecond(T0 + 50));
    }

    static StoredEvent reaction(MessageKey key, boolean fromMe, String emoji, long seconds) {
        return new StoredEvent.ReactionChanged(
                key, new Chat.Direct(BOB), fromMe, emoji, Instant.ofEpochSecond(seconds));
    }

    static StoredEvent receipt(ReceiptKind kind, String... ids) {
        return new StoredEvent.ReceiptArrived(
                new Chat.Direct(BOB), Jid.pn("15550200001"), kind, List.of(ids), Instant.ofEpochSecond(T0));
    }

    static StoredEvent appState(AppStateChange change) {
        return new StoredEvent.AppStateChanged(change, Instant.ofEpochSecond(T0 + 1000), false);
    }

    static HistoryMessage remembered(String id, boolean fromMe, long seconds, Optional<Content> content) {
        return remembered(id, fromMe, seconds, content, Optional.empty(), List.of());
    }

    static HistoryMessage remembered(
            String id,
            boolean fromMe,
            long seconds,
            Optional<Content> content,
            Optional<HistoryMessage.Remark> remark,
            List<HistoryMessage.Reaction> reactions) {
        return new HistoryMessage(
                fromMe ? mine(id) : theirs(id),
                fromMe,
                Instant.ofEpochSecond(seconds),
                fromMe ? Optional.of(MessageStatus.READ) : Optional.empty(),
                Optional.empty(),
                content,
                MessageContext.NONE,
                Message.getDefaultInstance(),
                remark,
                reactions,
                List.of(),
                false,
                Duration.ZERO,
                Optional.empty());
    }

    static HistoryMessage rememberedText(String id, boolean fromMe, long seconds, String text) {
        return remembered(id, fromMe, seconds, Optional.of(Content.Text.of(text)));
    }

    static StoredEvent history(HistoryMessage... newestFirst) {
        return new StoredEvent.HistoryMessagesArrived(new Chat.Direct(BOB), List.of(newestFirst));
    }

    static StoredEvent historyChat(int unread, boolean archived, HistoryChat.Older older) {
        return new StoredEvent.HistoryChatArrived(new HistoryChat(
                new Chat.Direct(BOB),
                Optional.of("Bob from the address book"),
                Optional.of(Instant.ofEpochSecond(T0)),
                unread,
                false,
                archived,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                older));
    }

    JsonNode chats() {
        return bridge.get(path("/chats")).body().path("chats");
    }

    JsonNode chat() {
        return chats().get(0);
    }

    JsonNode messages() {
        return bridge.get(path("/chats/" + BOB_ID + "/messages")).body().path("messages");
    }

    JsonNode message(String id) {
        return messages()
                .valueStream()
                .filter(message -> message.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /// The payloads of a channel so far, in order.
    List<String> events(String channel) {
        return bridge.sql()
                .sql("select payload::text as payload from event where session_id = ? and channel = ? order by cursor")
                .params(session.id(), channel + ":" + session.id())
                .query((row, _) -> row.getString("payload"))
                .list();
    }

    String path(String rest) {
        return "/sessions/" + session.id() + rest;
    }
}
