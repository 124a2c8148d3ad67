package dev.parley.whatsapp.client.event;

import java.time.Instant;
import java.util.Optional;

/// WhatsApp's lock on first contacts: while it holds, messages to people the account never talked to are
/// refused with code 463, and existing chats work (passkey.md section 6.2).
///
/// @param active as WhatsApp said it; ask [#isActive] whether it still holds
/// @param until when it ends, if WhatsApp said so
/// @param enforcementType WhatsApp's name for the reason, like `RESTRICT_ALL_COMPANIONS`; any text, since new
///     ones appear
public record ReachOutTimelock(boolean active, Optional<Instant> until, String enforcementType) {
    /// Whether the lock holds at that time: it is over when its end passes, also without a word from
    /// WhatsApp.
    public boolean isActive(Instant now) {
        return active && until.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
