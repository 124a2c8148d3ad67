package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageFiles.StoredFile;
import dev.parley.bridge.outbox.OutboxRow.Quoted;
import dev.parley.bridge.outbox.OutboxRow.Target;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentWriter;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.Quote;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// Puts rows of the outbox into WhatsApp's form. Thread-safe.
@Component
class Composer {
    private final MessageFiles files;

    Composer(MessageFiles files) {
        this.files = files;
    }

    /// @param self this account
    /// @throws IllegalArgumentException when it has no such form
    OutgoingMessage message(String sessionId, OutboxRow row, Jid self) {
        Target message = row.message();
        return switch (row.kind()) {
            case MESSAGE ->
                OutgoingMessage.of(row.to(), row.id(), content(sessionId, message), context(sessionId, row, self));
            case REACTION ->
                OutgoingMessage.reaction(
                        row.to(), row.id(), message.id(), message.fromMe(), row.content(), row.acceptedAt());
            case EDIT ->
                OutgoingMessage.edit(row.to(), row.id(), message.id(), edited(sessionId, row), row.acceptedAt());
            case DELETION -> OutgoingMessage.deletion(row.to(), row.id(), message.id());
        };
    }

    private Content content(String sessionId, Target message) {
        return message.file() ? file(sessionId, message, file -> file) : Content.Text.of(message.content());
    }

    /// The same file with another caption, or another text.
    private Content edited(String sessionId, OutboxRow row) {
        return row.message().file()
                ? file(sessionId, row.message(), file -> file.withCaption(row.content()))
                : Content.Text.of(row.content());
    }

    private Content file(String sessionId, Target message, UnaryOperator<MessageFile> change) {
        StoredFile file = files.find(sessionId, message.id()).orElseThrow();
        return FileContent.of(
                message.type(),
                change.apply(file.shown()),
                file.reference().orElseThrow(() -> new IllegalArgumentException("the file is not uploaded")));
    }

    private MessageContext context(String sessionId, OutboxRow row, Jid self) {
        return row.message()
                .quoted()
                .map(quoted -> MessageContext.NONE.quoting(quote(sessionId, quoted, quoted.fromMe() ? self : row.to())))
                .orElse(MessageContext.NONE);
    }

    /// As phones show it: a picture with its preview, a voice note with its length, a text.
    private Quote quote(String sessionId, Quoted quoted, Jid author) {
        Content content = Optional.of(quoted)
                .filter(Quoted::file)
                .flatMap(_ -> files.find(sessionId, quoted.id()))
                .flatMap(file ->
                        file.reference().map(reference -> FileContent.of(quoted.type(), file.shown(), reference)))
                .orElseGet(() -> Content.Text.of(quoted.content()));
        return Quote.of(quoted.id(), author, ContentWriter.write(content, MessageContext.NONE));
    }
}
