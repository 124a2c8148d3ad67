package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A message on its way: its ack is awaited.
final class PendingSubmission implements Submission {
    private final String messageId;
    private final CompletableFuture<SendResult> outcome;

    /// @param outcome ends with a [WhatsAppException] where there is no result
    PendingSubmission(String messageId, CompletableFuture<SendResult> outcome) {
        this.messageId = messageId;
        this.outcome = outcome;
    }

    @Override
    public String messageId() {
        return messageId;
    }

    @Override
    public SendResult await(Duration timeout) {
        try {
            return outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new WhatsAppException.Timeout("a message", timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WhatsAppException cause
                    ? cause
                    : new WhatsAppException.NotConnected("the ack could not be handled");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while waiting for an ack");
        }
    }

    /// What an ack says.
    ///
    /// @throws WhatsAppException.Unavailable when WhatsApp cannot take the message now
    static SendResult result(Node ack) {
        int error = (int) ack.number("error").orElse(0);
        return switch (error) {
            case 0 ->
                new SendResult.Accepted(Instant.ofEpochSecond(ack.number("t").orElse(0)));
            case 408, 429, 500, 503 -> throw new WhatsAppException.Unavailable(error);
            default -> new SendResult.Refused(error, SendResult.Refused.words(error));
        };
    }
}
