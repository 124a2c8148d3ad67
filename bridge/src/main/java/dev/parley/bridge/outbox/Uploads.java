package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.outbox.Outcomes.Answer;
import dev.parley.whatsapp.client.WhatsAppException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Brings the files of messages to WhatsApp, a few at a time in the whole process. Thread-safe.
@Component
class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int AT_ONCE = 16;

    /// With the growing pauses between them, some minutes.
    private static final int MOST_ATTEMPTS = 10;

    private static final Answer FAILED = new Answer.Silent(MOST_ATTEMPTS, Failure.UPLOAD_FAILED);

    private final ObjectProvider<Attachments> attachments;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    Uploads(ObjectProvider<Attachments> attachments) {
        this.attachments = attachments;
    }

    /// Uploads the file of one message.
    ///
    /// @return what became of it, unless it is uploaded or must wait for the connection
    Optional<Answer> run(String sessionId, OutboxRow row, Device device) {
        try {
            places.acquire();
            try {
                attachments.getObject().upload(sessionId, row.message().key(), row.id(), device);
                return Optional.empty();
            } finally {
                places.release();
            }
        } catch (Attachments.Unsendable e) {
            return Optional.of(new Answer.Failed(e.failure()));
        } catch (WhatsAppException.NotConnected _) {
            return Optional.empty();
        } catch (WhatsAppException | IOException e) {
            LOG.info("session {}: a file could not be uploaded: {}", sessionId, e.getMessage());
            return Optional.of(FAILED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
