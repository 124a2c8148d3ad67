package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.contact.Picture;
import dev.parley.whatsapp.client.contact.PictureSize;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The chats of the engine's own client.
record NativeDeviceChats(WhatsAppClient client) implements DeviceChats {
    @Override
    public void read(Jid chat, List<String> messageIds, MessageRange range, Instant when) {
        client.receipts().markRead(chat, messageIds, when);
        var _ = client.appState().markRead(chat, range);
    }

    @Override
    public void markUnread(Jid chat, MessageRange range) {
        var _ = client.appState().markUnread(chat, range);
    }

    @Override
    public void archive(Jid chat, boolean archived, MessageRange range) {
        var _ = client.appState().archive(chat, archived, range);
    }

    @Override
    public void pin(Jid chat, boolean pinned) {
        var _ = client.appState().pin(chat, pinned);
    }

    @Override
    public void mute(Jid chat, Optional<Instant> until) {
        if (until.isEmpty()) {
            var _ = client.appState().unmute(chat);
        } else {
            var _ = client.appState().mute(chat, until.filter(time -> time.isBefore(HistoryChat.FOREVER)));
        }
    }

    @Override
    public void typing(Jid chat, ChatState state) {
        var _ = client.presence().typing(chat, state);
    }

    @Override
    public CompletableFuture<OlderMessages> older(Jid chat, OldestMessage oldest, int count) {
        return client.history().older(chat, oldest, count);
    }

    @Override
    public Picture picture(Jid person, Optional<String> knownId) {
        return client.contacts().picture(person, PictureSize.PREVIEW, knownId);
    }
}
