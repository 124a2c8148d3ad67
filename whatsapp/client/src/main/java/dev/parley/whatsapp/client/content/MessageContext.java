package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What surrounds the content of a message.
///
/// @param mentions the people named in the text by `@` and their user part
/// @param forwardingScore how often it was forwarded; 0 never, above [#MANY_TIMES] "many times"
/// @param expiration after which it disappears; zero never
/// @param expirationSetAt when the chat's disappearing mode was last changed, as the sender knows it
/// @param viewOnce to be shown once
/// @param ephemeral wrapped as a message that disappears
/// @param edited wrapped as an edited message
/// @param secret from which keys for votes and edits are derived
/// @param albumId the message that announced the album it belongs to
public record MessageContext(
        Optional<Quote> quote,
        List<Jid> mentions,
        int forwardingScore,
        Duration expiration,
        Optional<Instant> expirationSetAt,
        boolean viewOnce,
        boolean ephemeral,
        boolean edited,
        Optional<MessageSecret> secret,
        Optional<String> albumId) {
    public static final MessageContext NONE = new MessageContext(
            Optional.empty(),
            List.of(),
            0,
            Duration.ZERO,
            Optional.empty(),
            false,
            false,
            false,
            Optional.empty(),
            Optional.empty());

    /// The score above which phones show "forwarded many times".
    public static final int MANY_TIMES = 4;

    public MessageContext {
        mentions = List.copyOf(mentions);
    }

    public boolean forwarded() {
        return forwardingScore > 0;
    }

    /// For a message that answers another one.
    public MessageContext quoting(Quote quoted) {
        return new MessageContext(
                Optional.of(quoted),
                mentions,
                forwardingScore,
                expiration,
                expirationSetAt,
                viewOnce,
                ephemeral,
                edited,
                secret,
                albumId);
    }

    /// For a text that names people by `@` and their user part.
    public MessageContext mentioning(List<Jid> people) {
        return new MessageContext(
                quote,
                people,
                forwardingScore,
                expiration,
                expirationSetAt,
                viewOnce,
                ephemeral,
                edited,
                secret,
                albumId);
    }
}
