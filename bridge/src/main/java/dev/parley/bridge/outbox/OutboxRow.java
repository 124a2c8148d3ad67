package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.MessageType;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Something that WhatsApp has not confirmed yet, with what is needed to send it.
///
/// @param seq the row's key; the order within the chat
/// @param id reserved for it: every attempt uses the same
/// @param content the emoji or new text; empty for a message and a deletion
/// @param attempts how often it was handed over without an answer
/// @param held see the table: it must be released before it is handed over
record OutboxRow(
        long seq,
        Kind kind,
        String id,
        String content,
        int attempts,
        boolean held,
        Instant acceptedAt,
        Target message,
        long chatKey,
        Jid to) {
    enum Kind {
        MESSAGE,
        REACTION,
        EDIT,
        DELETION;

        /// As it stands in JSON and in the database.
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /// The message that is sent, or that this is about.
    ///
    /// @param key the row's
    /// @param file whether it has one
    /// @param uploaded whether WhatsApp has the file
    record Target(
            long key,
            String id,
            boolean fromMe,
            MessageType type,
            String content,
            Instant sentAt,
            Optional<MessageStatus> status,
            Optional<Quoted> quoted,
            boolean file,
            boolean uploaded) {}

    /// @param fromMe who wrote the quoted message
    /// @param file whether it has one
    record Quoted(String id, String content, boolean fromMe, MessageType type, boolean file) {}

    /// Who it goes to, under the name that the chat has.
    Person person() {
        return to.isPn()
                ? new Person(Optional.of(to), Optional.empty())
                : new Person(Optional.empty(), Optional.of(to));
    }

    /// WhatsApp takes it no more: it waited too long.
    Optional<Failure> expiry(Instant now) {
        Instant latest = kind == Kind.EDIT
                ? message.sentAt().plus(Limits.LATE_EDIT)
                : kind == Kind.DELETION ? message.sentAt().plus(Limits.DELETION) : acceptedAt.plus(Limits.LONGEST_WAIT);
        return now.isAfter(latest) ? Optional.of(Failure.expired(kind)) : Optional.empty();
    }

    /// A file that must be brought to WhatsApp first.
    boolean awaitsUpload() {
        return kind == Kind.MESSAGE && message.file() && !message.uploaded();
    }

    /// A message that reached its recipient although its answer was lost: a receipt came for it.
    boolean isProven() {
        return kind == Kind.MESSAGE && !message.status().equals(Optional.of(MessageStatus.PENDING));
    }
}
