package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.appstate.AppState;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.contact.Contacts;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.history.HistoryService;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.pairing.Pairing;
import dev.parley.whatsapp.client.phone.PhoneWatch;
import dev.parley.whatsapp.client.presence.Presences;
import dev.parley.whatsapp.client.receipt.Receipts;
import dev.parley.whatsapp.client.restriction.Restrictions;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One companion device, linked or to be linked: connects, reconnects by itself, receives into its consumer,
/// sends. Thread-safe. Nothing here waits without a deadline.
public final class WhatsAppClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WhatsAppClient.class);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Services services;

    WhatsAppClient(Services services) {
        this.services = services;
    }

    /// Starts connecting and returns at once; what happens comes as state events. A device that no phone
    /// knows yet gets QR codes. Does nothing when there is a connection or one is being made.
    public void connect() {
        services.lifecycle.connect();
    }

    /// Ends the connection and stops reconnecting; the link stays.
    public void disconnect() {
        var _ = services.lifecycle.stop();
    }

    /// Whether messages can be sent now.
    public boolean connected() {
        return services.lifecycle.isOnline();
    }

    /// This device by phone number, once linked.
    public Optional<Jid> self() {
        return account().map(Account::pn);
    }

    /// Linking by pairing code and with a passkey.
    public Pairing pairing() {
        return services.pairing;
    }

    /// Removes this device at WhatsApp and forgets it here, in any case. Connects for it if need be.
    ///
    /// @return whether WhatsApp confirmed; if not, the phone still lists the device until its owner removes
    ///     it there
    public boolean logout(Duration timeout) {
        boolean confirmed = account().map(account -> remove(account, timeout)).orElse(true);
        var _ = services.lifecycle.stop();
        services.vault.update(Records::deleteAll);
        return confirmed;
    }

    /// Sends messages to every device of their recipients and to the account's other devices, in their order.
    /// Returns when they are encrypted, stored and handed to the connection; WhatsApp's answers are awaited
    /// on the submissions.
    ///
    /// @throws WhatsAppException when there is no connection, or WhatsApp does not answer a question about a
    ///     recipient; sending again with the same ids is safe
    public List<Submission> send(List<OutgoingMessage> messages) {
        return services.sender.send(messages);
    }

    /// What WhatsApp does not let this account do for a time.
    public Restrictions restrictions() {
        return services.restrictions;
    }

    /// When the account's phone was last seen.
    public PhoneWatch phone() {
        return services.phoneWatch;
    }

    /// What the account's devices share of chats, contacts and settings.
    public AppState appState() {
        return services.appState;
    }

    /// Asks WhatsApp who has a number.
    ///
    /// @param phone in international form with `+`
    /// @return empty when nobody on WhatsApp has it
    /// @throws WhatsAppException when WhatsApp cannot be asked
    public Optional<Person> lookUp(String phone) {
        return services.contacts.lookUp(phone);
    }

    /// Who people are, and what this account lets them see.
    public Contacts contacts() {
        return services.contacts;
    }

    /// What was read and played here.
    public Receipts receipts() {
        return services.receipts;
    }

    /// Who is there and who is typing.
    public Presences presence() {
        return services.presences;
    }

    /// What the phone knows from before this device was linked.
    public HistoryService history() {
        return services.history;
    }

    /// Files to and from the media servers.
    public Media media() {
        return services.media;
    }

    /// Disconnects, and waits a few seconds until that is done and nothing is being stored any more.
    @Override
    public void close() {
        try {
            services.lifecycle.stop().get(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            services.inbound.awaitHandled(CLOSE_PATIENCE);
            services.history.close(CLOSE_PATIENCE);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("A client was still busy {} after it was closed", CLOSE_PATIENCE, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean remove(Account account, Duration timeout) {
        services.lifecycle.connect();
        Optional<Connection> connection = services.lifecycle.awaitOnline(timeout);
        if (connection.isEmpty()) {
            return false;
        }
        try {
            connection
                    .get()
                    .request(
                            Node.of("iq")
                                    .attr("to", Jid.SERVER)
                                    .attr("type", "set")
                                    .attr("xmlns", "md")
                                    .child(Node.of("remove-companion-device")
                                            .attr("jid", account.pn())
                                            .attr("reason", "user_initiated")),
                            timeout);
            return true;
        } catch (WhatsAppException e) {
            log.info("The removal of the device was not confirmed: {}", e.getMessage());
            return false;
        }
    }

    private Optional<Account> account() {
        return services.vault.transact(records -> records.credentials().read()).flatMap(Credentials::account);
    }
}
