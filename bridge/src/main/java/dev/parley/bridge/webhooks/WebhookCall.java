package dev.parley.bridge.webhooks;

import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.store.StoreException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/// Makes one attempt to deliver an event. Thread-safe.
@Component
class WebhookCall {
    /// How an attempt ended.
    sealed interface Outcome {
        record Taken() implements Outcome {}

        /// @param refused whether it is this event that the receiver does not want, rather than being in
        ///     trouble
        record NotTaken(String error, boolean refused) implements Outcome {}
    }

    /// What is signed and sent.
    ///
    /// @param id the same with every attempt, so that a receiver can tell what it has
    /// @param timestamp when it happened, in seconds since the epoch
    /// @param sentAt when this attempt was made: a receiver refuses a body whose time is long past
    private record Body(
            String id, String channel, String sessionId, Object data, long timestamp, int attempt, long sentAt) {}

    private static final String HMAC = "HmacSHA256";

    private final Addresses addresses;
    private final Webhooks webhooks;
    private final JsonMapper json;
    private final Clock clock;
    private final WebhookRequest request = new WebhookRequest((SSLSocketFactory) SSLSocketFactory.getDefault());

    WebhookCall(Addresses addresses, Webhooks webhooks, JsonMapper json, Clock clock) {
        this.addresses = addresses;
        this.webhooks = webhooks;
        this.json = json;
        this.clock = clock;
    }

    /// Blocks, some seconds at most.
    Outcome deliver(Webhook webhook, Delivery delivery, String data) {
        try {
            Instant now = clock.instant();
            byte[] body = json.writeValueAsBytes(new Body(
                    Long.toString(delivery.event()),
                    delivery.channel(),
                    delivery.sessionId(),
                    new RawValue(data),
                    delivery.happenedAt().getEpochSecond(),
                    delivery.attempts() + 1,
                    now.getEpochSecond()));
            WebhookUrl url = WebhookUrl.parse(webhook.url());
            int status = request.post(
                    url,
                    addresses.of(url.host()),
                    Map.of(
                            "Content-Type",
                            "application/json",
                            "User-Agent",
                            "Parley",
                            "X-Parley-Event-Id",
                            Long.toString(delivery.event()),
                            "X-Parley-Timestamp",
                            Long.toString(now.getEpochSecond()),
                            "X-Parley-Signature",
                            "sha256=" + sign(webhooks.secret(webhook.id()), body)),
                    body);
            return outcome(status);
        } catch (StoreException _) {
            return new Outcome.NotTaken("the secret cannot be read with this master key", false);
        } catch (UnknownHostException _) {
            return new Outcome.NotTaken("the host is not known", false);
        } catch (SSLException _) {
            return new Outcome.NotTaken("the connection cannot be secured", false);
        } catch (IOException | Problem e) {
            return new Outcome.NotTaken(String.valueOf(e.getMessage()), false);
        }
    }

    private static Outcome outcome(int status) {
        return switch (status / 100) {
            case 2 -> new Outcome.Taken();
            // Too early, too many, too slow: trouble that passes.
            case 4 -> new Outcome.NotTaken("answered " + status, status != 408 && status != 425 && status != 429);
            default -> new Outcome.NotTaken("answered " + status, false);
        };
    }

    private static String sign(byte[] secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    /// The bytes whose HMAC a receiver compares.
    static byte[] key(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
