package dev.parley.bridge.webhooks;

import dev.parley.bridge.events.ReaderPositions;
import dev.parley.bridge.keys.RowCipher;
import dev.parley.bridge.keys.RowCiphers;
import dev.parley.bridge.problem.Problem;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Who wants events over HTTP. Thread-safe.
@Service
public class Webhooks {
    /// The reader of the events, in `event_reader`.
    static final String READER = "webhooks";

    /// The rotation of the master key knows it, too.
    private static final String OWNER = "webhooks";

    private static final String KIND = "secret";
    private static final int MOST = 100;
    private static final int MOST_EVENTS = 50;
    private static final int LONGEST_SECRET = 256;
    private static final int LONGEST_ID = 200;
    private static final int ID_BYTES = 12;

    private final WebhookTable table;
    private final DeliveryTable deliveries;
    private final ReaderPositions positions;
    private final Addresses addresses;
    private final RowCipher cipher;
    private final TransactionTemplate transaction;
    private final SecureRandom random;

    Webhooks(
            WebhookTable table,
            DeliveryTable deliveries,
            ReaderPositions positions,
            Addresses addresses,
            RowCiphers ciphers,
            TransactionTemplate transaction,
            SecureRandom random) {
        this.table = table;
        this.deliveries = deliveries;
        this.positions = positions;
        this.addresses = addresses;
        this.cipher = ciphers.of(OWNER);
        this.transaction = transaction;
        this.random = random;
    }

    /// Everything that happens from now on is sent there.
    ///
    /// @param secret is never given out again
    /// @throws Problem.Invalid when it cannot be, in words for the caller
    /// @throws Problem.Conflict when there are too many already
    public Webhook create(String url, List<String> events, String secret, Optional<String> sessionId) {
        check(events, secret, sessionId);
        checkAddress(url);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String name = HexFormat.of().formatHex(id);
        WebhookTable.Secret encrypted =
                new WebhookTable.Secret(cipher.encrypt(KIND, name, WebhookCall.key(secret)), cipher.keyId());
        return transaction.execute(_ -> {
            int before = table.lockAndCount();
            if (before >= MOST) {
                throw new Problem.Conflict("There are " + MOST + " webhooks already");
            }
            if (before == 0) {
                // Nobody followed the events meanwhile; what was before is not sent.
                positions.skipToNow(READER);
            }
            return table.insert(name, url, events, sessionId, encrypted);
        });
    }

    public List<Webhook> all() {
        return table.all();
    }

    /// What was not delivered yet is forgotten.
    ///
    /// @throws Problem.NotFound when there is no such webhook
    public void delete(String id) {
        if (!table.delete(id)) {
            throw unknown();
        }
    }

    /// Deliveries that were given up, the newest first.
    ///
    /// @param before the id of the last one seen
    /// @throws Problem.NotFound when there is no such webhook
    public List<FailedDelivery> failed(String id, Optional<Long> before, int limit) {
        var _ = table.find(id).orElseThrow(Webhooks::unknown);
        return deliveries.failed(id, before.orElse(Long.MAX_VALUE), limit);
    }

    /// Sends failed deliveries again.
    ///
    /// @param delivery only this one
    /// @return how many
    /// @throws Problem.NotFound when there is no such webhook, or delivery
    public int retry(String id, Optional<Long> delivery) {
        var _ = table.find(id).orElseThrow(Webhooks::unknown);
        int count = deliveries.retry(id, delivery);
        if (count == 0 && delivery.isPresent()) {
            throw new Problem.NotFound("Failed delivery not found");
        }
        return count;
    }

    /// @throws Problem.NotFound when it was deleted meanwhile
    byte[] secret(String id) {
        WebhookTable.Secret secret = table.secret(id).orElseThrow(Webhooks::unknown);
        return cipher.decrypt(KIND, id, secret.encrypted(), secret.keyId());
    }

    private static void check(List<String> events, String secret, Optional<String> sessionId) {
        if (events.size() > MOST_EVENTS) {
            throw new Problem.Invalid("events must not have more than " + MOST_EVENTS + " entries");
        }
        if (!events.stream().allMatch(text -> EventPattern.parse(text).isPresent())) {
            throw new Problem.Invalid("events must be channels like *, wa:msg or wa:status:<sessionId>");
        }
        if (secret.length() > LONGEST_SECRET) {
            throw new Problem.Invalid("secret must not be longer than " + LONGEST_SECRET + " characters");
        }
        if (sessionId
                .filter(session -> session.length() > LONGEST_ID || session.indexOf('\0') >= 0)
                .isPresent()) {
            throw new Problem.Invalid("sessionId cannot be one");
        }
    }

    private void checkAddress(String text) {
        WebhookUrl url = WebhookUrl.parse(text);
        try {
            var _ = addresses.of(url.host());
        } catch (AddressRefused _) {
            throw new Problem.Invalid("The address of url is inside the own network");
        } catch (IOException _) {
            throw new Problem.Invalid("The host of url is not known");
        }
    }

    private static Problem.NotFound unknown() {
        return new Problem.NotFound("Webhook not found");
    }
}
