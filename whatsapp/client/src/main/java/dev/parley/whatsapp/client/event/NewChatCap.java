package dev.parley.whatsapp.client.event;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// How many new chats WhatsApp lets the account start in a cycle; beyond that messages to new people are
/// refused with code 475 (passkey.md section 6.3). The names are WhatsApp's own and may be unknown ones.
///
/// @param status `NONE`, `FIRST_WARNING`, `SECOND_WARNING`, `CAPPED` or a new one
/// @param totalQuota how many there are; empty for no cap
/// @param usedQuota how many were used
/// @param cycleEnd when the count starts anew; the cap is lifted then
/// @param extension of the cap, once: `NOT_ELIGIBLE`, `ELIGIBLE`, `ACTIVE_IN_CURRENT_CYCLE`, `EXHAUSTED`
/// @param verified Meta Verified: `NOT_ELIGIBLE`, `NOT_ACTIVE`, `ACTIVE`, `ACTIVE_UPGRADE_AVAILABLE`
public record NewChatCap(
        String status,
        OptionalLong totalQuota,
        OptionalLong usedQuota,
        Optional<Instant> cycleStart,
        Optional<Instant> cycleEnd,
        Optional<String> extension,
        Optional<String> verified) {
    /// Whether no new chat can be started.
    public boolean isReached() {
        return status.equals("CAPPED");
    }
}
