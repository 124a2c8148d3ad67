package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredChatTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// After which time the messages of a chat disappear, so that what is sent says the same.
public final class ChatTimers {
    private final Transaction transaction;

    ChatTimers(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Under both names; the newest setting counts.
    public Optional<StoredChatTimer> read(Person chat) {
        return Stream.of(chat.pn(), chat.lid())
                .flatMap(Optional::stream)
                .flatMap(name ->
                        Records.parse(transaction, EntryKind.CHAT_TIMER, name.toString(), StoredChatTimer.parser())
                                .stream())
                .max(Comparator.comparingLong(StoredChatTimer::getSetAt));
    }

    /// @param expiration zero: messages stay
    /// @return whether it is a change; an older setting than the known one is none
    public boolean learn(Person chat, Duration expiration, Instant setAt) {
        int seconds = (int) expiration.toSeconds();
        Optional<StoredChatTimer> known = read(chat);
        boolean stale =
                known.filter(timer -> timer.getSetAt() > setAt.getEpochSecond()).isPresent();
        int before = known.map(StoredChatTimer::getExpiration).orElse(0);
        if (stale || (before == seconds && (known.isPresent() || seconds == 0))) {
            return false;
        }
        transaction.write(
                EntryKind.CHAT_TIMER,
                chat.preferred().toString(),
                StoredChatTimer.newBuilder()
                        .setExpiration(seconds)
                        .setSetAt(setAt.getEpochSecond())
                        .build()
                        .toByteArray());
        return true;
    }
}
