package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.prekey.PreKeyUploader;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows `success`, in the order of connection.md section 8.2: pre-keys, then `active`, which lets the
/// offline queue flow.
final class Login {
    private static final Logger log = LoggerFactory.getLogger(Login.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(75);
    /// A device that was away for longer is no longer linked, so it asks for nothing again.
    private static final Duration RETRY_WINDOW = Duration.ofDays(14);

    /// Who has not written to a group for so long is asked for a new sender key.
    private static final Duration SENDER_KEY_LIFE = Duration.ofDays(60);

    /// Four weeks and the one in which they were issued (messaging.md section 4.8).
    private static final Duration TOKEN_LIFE = Duration.ofDays(35);
    /// Polls are voted in for some months; what came later would not be understood.
    private static final Duration ADD_ON_WINDOW = Duration.ofDays(180);

    private final Vault vault;
    private final PreKeyUploader preKeys;
    private final IdentityMerger identities;
    private final BiConsumer<Connection, Account> active;
    private final InstantSource clock;

    /// @param active told when the connection is ready for messages
    Login(
            Vault vault,
            PreKeyUploader preKeys,
            IdentityMerger identities,
            BiConsumer<Connection, Account> active,
            InstantSource clock) {
        this.vault = vault;
        this.preKeys = preKeys;
        this.identities = identities;
        this.active = active;
        this.clock = clock;
    }

    /// Blocks for several questions to the server; ends the connection when they are not answered.
    void complete(Connection connection, Node success) {
        try {
            Optional<Account> account = vault.transact(records -> {
                Optional<Credentials> credentials = records.credentials().read();
                Optional<Jid> lid = success.jid("lid").filter(Jid::isLid);
                Optional<Credentials> current = credentials.map(present -> withLid(present, lid));
                if (!current.equals(credentials)) {
                    current.ifPresent(records.credentials()::write);
                }
                current.flatMap(Credentials::account).ifPresent(own -> identities.learn(records, own.lid(), own.pn()));
                return current.flatMap(Credentials::account);
            });
            if (account.isEmpty()) {
                return;
            }
            vault.update(records -> {
                records.sentMessages().forgetBefore(clock.instant().minus(RETRY_WINDOW));
                records.wantedMessages().forgetBefore(clock.instant().minus(RETRY_WINDOW));
                records.messageNotes().forgetBefore(clock.instant().minus(ADD_ON_WINDOW));
                records.retries().forgetBefore(clock.instant().minus(RETRY_WINDOW));
                records.owedReceipts().forgetBefore(clock.instant().minus(RETRY_WINDOW));
                records.calls().forgetBefore(clock.instant().minus(RETRY_WINDOW));
                records.senderKeys().forgetBefore(clock.instant().minus(SENDER_KEY_LIFE));
                records.privacyTokens().forgetBefore(clock.instant().minus(TOKEN_LIFE));
            });
            topUpPreKeys(connection);
            connection.request(
                    Node.of("iq")
                            .attr("to", Jid.SERVER)
                            .attr("type", "set")
                            .attr("xmlns", "passive")
                            .child(Node.of("active")),
                    TIMEOUT);
            active.accept(connection, account.get());
        } catch (WhatsAppException e) {
            connection.end(new DisconnectCause.ConnectionLost("the login was not completed: " + e.getMessage()));
        } catch (RuntimeException e) {
            log.error("The login could not be completed", e);
            connection.end(new DisconnectCause.StoreFailed());
        }
    }

    /// A refused upload is no reason not to receive messages: others can still start sessions without
    /// one-time keys.
    private void topUpPreKeys(Connection connection) {
        try {
            preKeys.topUp(connection);
        } catch (WhatsAppException.IqError e) {
            log.warn("Pre-keys were not uploaded: {}", e.getMessage());
        }
    }

    /// The server's word on the own LID is the newest.
    private static Credentials withLid(Credentials credentials, Optional<Jid> lid) {
        return credentials.account().isPresent() && lid.isPresent()
                ? credentials.withAccount(credentials.account().get().withLid(lid.get()))
                : credentials;
    }
}
