package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A message as the phone remembers it, from this account's point of view.
///
/// @param timestamp to the second
/// @param status how far an own message had come, or what became of somebody else's here; never to replace what is
///     further
/// @param pushName the sender's name for themselves at that time
/// @param content empty when there is only a remark
/// @param message all of it, in its wrappers, so that nothing is lost of what this engine does not read; empty when
///     there is only a remark
/// @param remark what the phone shows in place of a message
/// @param reactions those of the moment
/// @param votes on a poll, decrypted; the newest of each voter counts
/// @param expiresIn counted from `expiryStarted`, or from the timestamp; zero: never
public record HistoryMessage(
        MessageKey key,
        boolean fromMe,
        Instant timestamp,
        Optional<MessageStatus> status,
        Optional<String> pushName,
        Optional<Content> content,
        MessageContext context,
        Message message,
        Optional<Remark> remark,
        List<Reaction> reactions,
        List<Vote> votes,
        boolean starred,
        Duration expiresIn,
        Optional<Instant> expiryStarted) {
    public HistoryMessage {
        reactions = List.copyOf(reactions);
        votes = List.copyOf(votes);
    }

    /// A line that the phone writes itself.
    ///
    /// @param type WhatsApp's number (messaging.md section 8.6)
    /// @param parameters whatever the type needs
    public record Remark(int type, List<String> parameters) {
        private static final int REVOKED = 1;
        private static final int WAITING = 2;

        public Remark {
            parameters = List.copyOf(parameters);
        }

        /// The message was deleted for everyone.
        public boolean isRevoked() {
            return type == REVOKED;
        }

        /// The phone itself could not decrypt the message yet.
        public boolean isWaiting() {
            return type == WAITING;
        }
    }

    /// @param fromMe whether this account reacted, else the other side did
    /// @param text the emoji
    public record Reaction(boolean fromMe, String text, Instant timestamp) {}

    /// @param fromMe whether this account voted, else the other side did
    /// @param options the SHA-256 of each chosen option's text
    public record Vote(boolean fromMe, List<Bytes> options, Instant timestamp) {
        public Vote {
            options = List.copyOf(options);
        }
    }
}
