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
import java.util.function.Consumer;

/// A message on its way: its ack is awaited.
final class PendingSubmission implements Submission {
    private final String messageId;
    private final CompletableFuture<Node> ack;
    private final Consumer<Node> onAck;

    /// @param onAck sees the ack once, on the thread of the first that awaited it
    PendingSubmission(String messageId, CompletableFuture<Node> ack, Consumer<Node> onAck) {
        this.messageId = messageId;
        this.ack = ack;
        this.onAck = onAck;
    }

    @Override
    public String messageId() {
        return messageId;
    }

    @Override
    public SendResult await(Duration timeout) {
        try {
            Node answer = ack.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            onAck.accept(answer);
            return result(answer);
        } catch (TimeoutException _) {
            throw new WhatsAppException.Timeout("a message", timeout);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WhatsAppException cause
                    ? cause
                    : new WhatsAppException.NotConnected("the ack could not be awaited");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while waiting for an ack");
        }
    }

    private static SendResult result(Node ack) {
        int error = (int) ack.number("error").orElse(0);
        return switch (error) {
            case 0 ->
                new SendResult.Accepted(Instant.ofEpochSecond(ack.number("t").orElse(0)));
            case 408, 429, 500, 503 -> throw new WhatsAppException.Unavailable(error);
            default -> new SendResult.Refused(error, words(error));
        };
    }

    private static String words(int error) {
        return switch (error) {
            case 400 -> "WhatsApp found the message malformed";
            case 404 -> "the recipient is not on WhatsApp";
            case 463 -> "WhatsApp does not let this number write to new contacts now";
            case 475 -> "this number has reached WhatsApp's limit of new chats";
            case 479 -> "WhatsApp refused the form of the message";
            default -> "WhatsApp refused the message (code " + error + ")";
        };
    }
}
