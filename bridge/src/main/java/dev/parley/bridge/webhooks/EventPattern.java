package dev.parley.bridge.webhooks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which channels a webhook wants: `*`, a kind (`wa:msg`, also `wa:msg:*` or just `msg`) or one channel
/// (`wa:msg:<sessionId>`).
///
/// @param prefix what the channel begins with
/// @param whole whether that is all of it
record EventPattern(String prefix, boolean whole) {
    private static final int LONGEST = 250;
    private static final Pattern TEXT =
            Pattern.compile("(?:wa:)?(qr|status|msg|message|update)(?::([^\\s*\\x00]+|\\*))?");

    /// @return empty when there can be no such channel
    static Optional<EventPattern> parse(String text) {
        if (text.equals("*") || text.equals("wa:*")) {
            return Optional.of(new EventPattern("wa:", false));
        }
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        String kind = "wa:" + matcher.group(1) + ":";
        String id = matcher.group(2);
        return Optional.of(
                id == null || id.equals("*") ? new EventPattern(kind, false) : new EventPattern(kind + id, true));
    }

    boolean matches(String channel) {
        return whole ? channel.equals(prefix) : channel.startsWith(prefix);
    }
}
