package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries media servers in order, each several times with growing pauses (media-history-appstate.md section 2.4).
final class Failover {
    private static final Logger log = LoggerFactory.getLogger(Failover.class);
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /// A server that wants more is left for the next one.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private Failover() {}

    /// What came of one attempt.
    sealed interface Outcome<T> {
        record Done<T>(T result) implements Outcome<T> {}

        /// The same server may do better in a while.
        record Again<T>(RuntimeException why, Optional<Duration> after) implements Outcome<T> {}

        /// This server will not do it.
        record Elsewhere<T>(RuntimeException why) implements Outcome<T> {}
    }

    @FunctionalInterface
    interface Attempt<T> {
        /// @throws IOException when the connection broke, which is worth another attempt
        Outcome<T> on(String host) throws IOException;
    }

    /// @throws WhatsAppException the last failure, when no server did it; and what the attempt throws by itself
    static <T> T run(List<String> hosts, Deadline deadline, Attempt<T> attempt) {
        RuntimeException latest = new WhatsAppException.TransferFailed("no media server takes it");
        for (String host : hosts) {
            for (int failed = 0; failed < ATTEMPTS; failed++) {
                switch (once(host, attempt)) {
                    case Outcome.Done<T>(T result) -> {
                        return result;
                    }
                    case Outcome.Elsewhere<T>(RuntimeException why) -> {
                        latest = why;
                        failed = ATTEMPTS;
                    }
                    case Outcome.Again<T>(RuntimeException why, Optional<Duration> after) -> {
                        latest = why;
                        Duration pause = after.orElse(PAUSE.multipliedBy(failed + 1L));
                        if (pause.compareTo(LONGEST_PAUSE) > 0) {
                            failed = ATTEMPTS;
                        } else if (failed + 1 < ATTEMPTS) {
                            pause(pause, deadline, why);
                        }
                    }
                }
            }
        }
        throw latest;
    }

    /// What to make of a status that means that the file could not be had or taken now.
    static <T> Outcome<T> failed(HttpResponse<?> response) {
        int status = response.statusCode();
        RuntimeException why = new WhatsAppException.TransferFailed("a media server answered " + status);
        return status == TOO_MANY || status >= SERVER_ERROR
                ? new Outcome.Again<>(why, retryAfter(response))
                : new Outcome.Elsewhere<>(why);
    }

    private static <T> Outcome<T> once(String host, Attempt<T> attempt) {
        try {
            return attempt.on(host);
        } catch (SSLException e) {
            log.warn("A media server is not who it should be: {}", e.toString());
            return new Outcome.Elsewhere<>(
                    new WhatsAppException.TransferFailed("a media server is not who it should be"));
        } catch (IOException e) {
            log.info("A media transfer broke off: {}", e.toString());
            return new Outcome.Again<>(
                    new WhatsAppException.TransferFailed("the connection to the media server broke"), Optional.empty());
        }
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static void pause(Duration pause, Deadline deadline, RuntimeException why) {
        if (pause.compareTo(deadline.left()) >= 0) {
            throw why;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.TransferFailed("interrupted");
        }
    }
}
