package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.contact.Picture;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Writes down what the bridge does with the account's chats, and answers as a test says.
public final class FakeChats implements DeviceChats {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Function<OldestMessage, OlderMessages> phone = _ -> new OlderMessages.NothingOlder();
    private volatile Picture picture = new Picture.None();

    /// What was done, a line each.
    public List<String> done() {
        return List.copyOf(done);
    }

    /// How the phone answers who asks for older messages; it may store some.
    public void phone(Function<OldestMessage, OlderMessages> answer) {
        phone = answer;
    }

    public void picture(Picture answer) {
        picture = answer;
    }

    @Override
    public void read(Jid chat, List<String> messageIds, MessageRange range, Instant when) {
        done.add("read " + chat + " " + messageIds + " up to "
                + range.messages().stream().map(last -> last.key().id()).toList());
    }

    @Override
    public void markUnread(Jid chat, MessageRange range) {
        done.add("unread " + chat);
    }

    @Override
    public void archive(Jid chat, boolean archived, MessageRange range) {
        done.add("archive " + chat + " " + archived);
    }

    @Override
    public void pin(Jid chat, boolean pinned) {
        done.add("pin " + chat + " " + pinned);
    }

    @Override
    public void mute(Jid chat, Optional<Instant> until) {
        done.add("mute " + chat + " " + until.map(Instant::getEpochSecond).orElse(0L));
    }

    @Override
    public void typing(Jid chat, ChatState state) {
        done.add("typing " + chat + " " + state);
    }

    @Override
    public CompletableFuture<OlderMessages> older(Jid chat, OldestMessage oldest, int count) {
        done.add("older " + chat + " than " + oldest.id());
        return CompletableFuture.completedFuture(phone.apply(oldest));
    }

    @Override
    public Picture picture(Jid person, Optional<String> knownId) {
        done.add("picture " + person);
        return picture;
    }
}
