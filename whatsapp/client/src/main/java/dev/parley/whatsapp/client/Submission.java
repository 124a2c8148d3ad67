package dev.parley.whatsapp.client;

import java.time.Duration;

/// A message that was encrypted, stored and handed to the connection; WhatsApp's answer is still to come.
/// Thread-safe.
public interface Submission {
    String messageId();

    /// Blocks until WhatsApp answered.
    ///
    /// @throws WhatsAppException.NotConnected when the connection was lost before an answer: submit again, with
    ///     the same id
    /// @throws WhatsAppException.Timeout when no answer came in time
    /// @throws WhatsAppException.Unavailable when WhatsApp cannot take it now: submit again later, with the same
    ///     id
    SendResult await(Duration timeout);
}
