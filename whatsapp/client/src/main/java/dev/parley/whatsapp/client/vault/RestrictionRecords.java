package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredNewChatCap;
import dev.parley.whatsapp.proto.StoredTimelock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// The restrictions of the account as last heard; what is over is still here.
public final class RestrictionRecords {
    private static final String TIMELOCK = "reach-out-timelock";
    private static final String NEW_CHAT_CAP = "new-chat-cap";

    private final Transaction transaction;

    RestrictionRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<ReachOutTimelock> timelock() {
        return Records.parse(transaction, EntryKind.SETTING, TIMELOCK, StoredTimelock.parser())
                .map(stored ->
                        new ReachOutTimelock(stored.getActive(), time(stored.getUntil()), stored.getEnforcementType()));
    }

    public void write(ReachOutTimelock lock) {
        StoredTimelock.Builder stored =
                StoredTimelock.newBuilder().setActive(lock.active()).setEnforcementType(lock.enforcementType());
        lock.until().ifPresent(until -> stored.setUntil(until.getEpochSecond()));
        transaction.write(EntryKind.SETTING, TIMELOCK, stored.build().toByteArray());
    }

    public Optional<NewChatCap> newChatCap() {
        return Records.parse(transaction, EntryKind.SETTING, NEW_CHAT_CAP, StoredNewChatCap.parser())
                .map(stored -> new NewChatCap(
                        stored.getStatus(),
                        stored.hasTotalQuota() ? OptionalLong.of(stored.getTotalQuota()) : OptionalLong.empty(),
                        stored.hasUsedQuota() ? OptionalLong.of(stored.getUsedQuota()) : OptionalLong.empty(),
                        time(stored.getCycleStart()),
                        time(stored.getCycleEnd()),
                        text(stored.getExtension()),
                        text(stored.getVerified())));
    }

    public void write(NewChatCap cap) {
        StoredNewChatCap.Builder stored = StoredNewChatCap.newBuilder().setStatus(cap.status());
        cap.totalQuota().ifPresent(stored::setTotalQuota);
        cap.usedQuota().ifPresent(stored::setUsedQuota);
        cap.cycleStart().ifPresent(start -> stored.setCycleStart(start.getEpochSecond()));
        cap.cycleEnd().ifPresent(end -> stored.setCycleEnd(end.getEpochSecond()));
        cap.extension().ifPresent(stored::setExtension);
        cap.verified().ifPresent(stored::setVerified);
        transaction.write(EntryKind.SETTING, NEW_CHAT_CAP, stored.build().toByteArray());
    }

    private static Optional<Instant> time(long seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(present -> !present.isEmpty());
    }
}
