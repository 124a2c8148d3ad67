package dev.parley.whatsapp.client.restriction;

import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.iq.MexJson;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Restrictions as GraphQL answers and notifications carry them (passkey.md sections 6.2 and 6.3). Everything
/// is optional, numbers come as text or as numbers, and names may be unknown.
final class MexRestrictions {
    /// What the web client takes for "no lock in particular".
    private static final String NO_TYPE = "DEFAULT";

    private MexRestrictions() {}

    static ReachOutTimelock timelock(MexJson.Fields fields) {
        return new ReachOutTimelock(
                fields.flag("is_active"),
                time(fields, "time_enforcement_ends"),
                fields.text("enforcement_type").orElse(NO_TYPE));
    }

    static NewChatCap cap(MexJson.Fields fields) {
        return new NewChatCap(
                fields.text("capping_status").orElse("NONE"),
                quota(fields, "total_quota"),
                quota(fields, "used_quota"),
                time(fields, "cycle_start_timestamp"),
                time(fields, "cycle_end_timestamp"),
                fields.text("ote_status"),
                fields.text("mv_status"));
    }

    /// -1 is "no cap".
    private static OptionalLong quota(MexJson.Fields fields, String name) {
        return fields.number(name).stream()
                .mapToLong(Long::longValue)
                .filter(value -> value >= 0)
                .findFirst();
    }

    /// Unix seconds; 0 is "none".
    private static Optional<Instant> time(MexJson.Fields fields, String name) {
        return fields.number(name)
                .filter(seconds -> seconds > 0 && seconds <= Integer.toUnsignedLong(-1))
                .map(Instant::ofEpochSecond);
    }
}
