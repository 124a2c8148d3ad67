package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import java.io.IOException;

/// Brings the files of messages to WhatsApp; whoever keeps files provides one bean of this type. Thread-safe.
///
/// The way of a message with a file: its bytes are put into the media store; it is accepted as an [OutgoingFile], with
/// its row in `message_file` (content hash set, reference null); a thread of the outbox calls [#upload] while nothing
/// else of that chat is sent, though everything of other chats is; then it is sent in its place. After a lost
/// connection or a restart all of that begins again where the rows say.
public interface Attachments {
    /// Uploads a message's file to WhatsApp and commits the reference
    /// ([dev.parley.bridge.messages.MessageFiles#refer]). Blocks, with deadlines of its own; called by one
    /// thread for a message at a time, and again after it threw. When the reference is there already,
    /// nothing is to be done.
    ///
    /// @param message the key of the row in `message` and in `message_file`
    /// @param messageId WhatsApp's
    /// @throws dev.parley.whatsapp.client.WhatsAppException when there is no connection, or no media server
    ///     takes it: tried again later
    /// @throws IOException when the store cannot be read now: tried again later
    /// @throws Unsendable when it can never be sent
    void upload(String sessionId, long message, String messageId, Device device) throws IOException;

    /// The message fails with this reason.
    final class Unsendable extends RuntimeException {
        private final transient Failure failure;

        public Unsendable(Failure failure) {
            super(failure.words(), null, false, false);
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }
    }
}
