package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.prekey.KeyNodes;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Asks the sender of a message that cannot be decrypted for it once more (messaging.md section 6.1), and
/// counts, so that it ends.
public final class RetryRequests {
    static final int NO_SESSION = 1;
    static final int INVALID_KEY = 2;
    static final int INVALID_KEY_ID = 3;
    static final int INVALID_MESSAGE = 4;
    static final int INVALID_SIGNATURE = 5;
    static final int FUTURE_MESSAGE = 6;
    static final int BAD_MAC = 7;

    private static final int LIMIT = 5;
    /// From the second one on the request carries our keys, so that the sender can build a new session.
    private static final int WITH_KEYS = 2;
    private static final int HOSTED_DEVICE = 99;

    private final SecureRandom random;
    private final InstantSource clock;

    public RetryRequests(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// The number by which a receipt says what is wrong (messaging.md section 6.1).
    static int reason(DecryptResult failure) {
        return switch (failure) {
            case DecryptResult.NoSession _ -> NO_SESSION;
            case DecryptResult.UnknownPreKey _ -> INVALID_KEY_ID;
            case DecryptResult.UntrustedIdentity _ -> INVALID_KEY;
            case DecryptResult.BadMac _ -> BAD_MAC;
            case DecryptResult.FutureMessage _ -> FUTURE_MESSAGE;
            case DecryptResult.InvalidMessage _, DecryptResult.Plaintext _, DecryptResult.Duplicate _ ->
                INVALID_MESSAGE;
        };
    }

    /// Owes a retry receipt, unless there were enough.
    ///
    /// @return whether this is the first one for the message
    boolean request(Records records, MessageStanza stanza, int reason, Node enc, Account account, Answers answers) {
        int sent = (int) enc.number("count").orElse(0);
        int count = records.retries().increment(name(records, stanza), sent, clock.instant());
        if (count <= LIMIT) {
            Credentials credentials = records.credentials().read().orElseThrow();
            Node.Builder receipt = Node.of("receipt")
                    .attr("id", stanza.id())
                    .attr("to", stanza.from())
                    .attr("type", "retry")
                    .attrIfPresent(
                            "participant",
                            Optional.ofNullable(stanza.node().attrs().get("participant")))
                    .attrIfPresent(
                            "recipient",
                            stanza.isDirect() && stanza.fromMe() && !stanza.peer()
                                    ? Optional.of(stanza.chat())
                                    : Optional.<Jid>empty())
                    .attrIfPresent("category", stanza.node().attr("category"))
                    .child(Node.of("retry")
                            .attr("v", 1)
                            .attr("id", stanza.id())
                            .attr("t", stanza.timestamp().getEpochSecond())
                            .attr("count", count)
                            .attr("error", reason))
                    .child(KeyNodes.registration(credentials.registrationId()));
            if (count >= WITH_KEYS || isHosted(stanza.from())) {
                receipt.child(keys(records, credentials, account));
            }
            answers.send(receipt.build());
        }
        return count == sent + 1;
    }

    /// The message came.
    ///
    /// @return whether it had been asked for
    boolean settled(Records records, MessageStanza stanza) {
        boolean asked =
                stanza.encs().stream().anyMatch(enc -> enc.number("count").isPresent());
        if (asked) {
            records.retries().clear(name(records, stanza));
        }
        return asked;
    }

    /// Business servers hold no session for long (messaging.md section 2.5).
    private static boolean isHosted(Jid device) {
        return device.device() == HOSTED_DEVICE
                || device.server().equals(Jid.HOSTED_SERVER)
                || device.server().equals(Jid.HOSTED_LID_SERVER);
    }

    private Node keys(Records records, Credentials credentials, Account account) {
        PreKey key = records.preKeys().generate(1, random).getFirst();
        records.preKeys().markUploaded(List.of(key));
        return Node.of("keys")
                .child(KeyNodes.type())
                .child(KeyNodes.identity(credentials.identityKey().publicKey()))
                .child(KeyNodes.preKey(key))
                .child(KeyNodes.signedPreKey(records.preKeys()
                        .readSigned(credentials.signedPreKeyId())
                        .orElseThrow()))
                .child(Node.of("device-identity")
                        .content(Bytes.wrap(account.identity().toByteArray())))
                .build();
    }

    /// The same for a device under both of its names.
    private static String name(Records records, MessageStanza stanza) {
        String from = stanza.isDirect()
                ? FanOut.session(records, stanza.sender()).toString()
                : stanza.from() + " " + stanza.sender();
        return "in " + from + " " + stanza.id();
    }
}
