package dev.parley.whatsapp.client.connection;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of WhatsApp's web client that this client says it is: `2.3000.<client revision>`.
public record ClientVersion(int primary, int secondary, int tertiary) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,10})");

    public static ClientVersion ofRevision(int revision) {
        return new ClientVersion(2, 3000, revision);
    }

    /// Reads the text form; empty when it is none.
    public static Optional<ClientVersion> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientVersion(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return primary + "." + secondary + "." + tertiary;
    }
}
