package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// What the server does not let accounts do for a time: the lock on first contacts, the cap on new chats, and
/// people who take messages only from whom they vouched for (protocol notes, passkey 6). They bind
/// companions, not phones. Thread-safe.
public final class Restrictions {
    private final Directory directory;
    private final RestrictionDesk desk;

    Restrictions(Directory directory, RestrictionDesk desk) {
        this.directory = directory;
        this.desk = desk;
    }

    /// A lock on first contacts.
    ///
    /// @param ends what the server says of its end: Unix seconds, `0`, or nothing at all
    /// @param type any text
    public record Timelock(boolean active, Optional<String> ends, String type) {
        /// Nothing is locked.
        public static final Timelock NONE = new Timelock(false, Optional.of("0"), "DEFAULT");

        /// A lock until then.
        public static Timelock until(long unixSeconds, String type) {
            return new Timelock(true, Optional.of(Long.toString(unixSeconds)), type);
        }
    }

    /// A cap on new chats.
    ///
    /// @param status `NONE`, `FIRST_WARNING`, `SECOND_WARNING`, `CAPPED`
    /// @param total -1 for no cap
    /// @param cycleEnd Unix seconds
    /// @param asText whether numbers are written as text
    public record Cap(String status, long total, long used, long cycleStart, long cycleEnd, boolean asText) {}

    /// Locks, changes or lifts an account's first contacts, and tells its companions.
    ///
    /// @throws ControlException when there is no phone of that number
    public void timelock(String phone, Timelock lock) {
        directory.lockedRun(() -> desk.timelock(account(phone), lock));
    }

    /// Sets an account's cap, and tells its companions.
    ///
    /// @throws ControlException when there is no phone of that number
    public void cap(String phone, Cap cap) {
        directory.lockedRun(() -> desk.cap(account(phone), cap));
    }

    /// Whether messages to that person need a token.
    ///
    /// @param acceptsSalted whether a `cstoken` will do
    /// @throws ControlException when there is no phone of that number
    public void needsToken(String phone, boolean needs, boolean acceptsSalted) {
        directory.lockedRun(() -> desk.needsToken(account(phone), needs, acceptsSalted));
    }

    /// The account's salt for `cstoken`, as its phone gives it to companions.
    ///
    /// @throws ControlException when there is no phone of that number
    public Bytes nctSalt(String phone) {
        return directory.locked(() -> desk.nctSalt(account(phone)));
    }

    private Account account(String phone) {
        return directory
                .byPhone(Phones.digits(phone))
                .orElseThrow(() -> ControlException.unknown("There is no phone of that number"));
    }
}
