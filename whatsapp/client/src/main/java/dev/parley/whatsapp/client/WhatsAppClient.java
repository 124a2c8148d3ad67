package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.device.Usync;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.message.MessageReceiver;
import dev.parley.whatsapp.client.message.MessageSender;
import dev.parley.whatsapp.client.message.RetryAnswers;
import dev.parley.whatsapp.client.message.RetryRequests;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.pairing.QrPairing;
import dev.parley.whatsapp.client.prekey.BundleFetcher;
import dev.parley.whatsapp.client.prekey.PreKeyUploader;
import dev.parley.whatsapp.client.receipt.ReceiptReader;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
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

    private final Environment environment;
    private final Vault vault;
    private final Link link = new Link();
    private final EventConsumer consumer;
    private final Steps steps;
    private final Lifecycle lifecycle;
    private final InboundPipeline inbound;
    private final PreKeyUploader preKeys;
    private final Login login;
    private final DeviceDirectory devices;
    private final MessageSender sender;

    WhatsAppClient(Environment environment, DeviceStore store, EventConsumer consumer) {
        this.environment = environment;
        this.consumer = consumer;
        vault = new Vault(store);
        steps = new Steps(environment.executor(), environment.clock(), consumer);
        lifecycle = new Lifecycle(environment, vault, link, steps, consumer, this::newRouter);
        IdentityMerger identities = new IdentityMerger(consumer);
        BundleFetcher bundles = new BundleFetcher(link);
        devices = new DeviceDirectory(vault, new Usync(link), identities);
        preKeys = new PreKeyUploader(vault, environment.random());
        login = new Login(vault, preKeys, identities, this::active, environment.clock());
        sender = new MessageSender(vault, link, devices, bundles, environment.random(), environment.clock());
        inbound = new InboundPipeline(
                vault,
                new MessageReceiver(
                        consumer,
                        identities,
                        new RetryRequests(environment.random(), environment.clock()),
                        environment.random()),
                new ReceiptReader(consumer, environment.clock()),
                new RetryAnswers(vault, link, bundles, environment.random(), environment.clock()),
                new NotificationHandler(identities, this::topUpPreKeys),
                environment.executor(),
                environment.clock());
    }

    /// Starts connecting and returns at once; what happens comes as state events. A device that no phone knows
    /// yet gets QR codes. Does nothing when there is a connection or one is being made.
    public void connect() {
        lifecycle.connect();
    }

    /// Ends the connection and stops reconnecting; the link stays.
    public void disconnect() {
        var _ = lifecycle.stop();
    }

    /// Whether messages can be sent now.
    public boolean connected() {
        return lifecycle.isOnline();
    }

    /// This device by phone number, once linked.
    public Optional<Jid> self() {
        return account().map(Account::pn);
    }

    /// Removes this device at WhatsApp and forgets it here, in any case. Connects for it if need be.
    ///
    /// @return whether WhatsApp confirmed; if not, the phone still lists the device until its owner removes it
    ///     there
    public boolean logout(Duration timeout) {
        boolean confirmed = account().map(account -> remove(account, timeout)).orElse(true);
        var _ = lifecycle.stop();
        vault.update(Records::deleteAll);
        return confirmed;
    }

    /// Sends messages to every device of their recipients and to the account's other devices, in their order.
    /// Returns when they are encrypted, stored and handed to the connection; WhatsApp's answers are awaited on
    /// the submissions.
    ///
    /// @throws WhatsAppException when there is no connection, or WhatsApp does not answer a question about a
    ///     recipient; sending again with the same ids is safe
    public List<Submission> send(List<OutgoingMessage> messages) {
        return sender.send(messages);
    }

    /// Asks WhatsApp who has a number.
    ///
    /// @param phone in international form with `+`
    /// @return empty when nobody on WhatsApp has it
    /// @throws WhatsAppException when WhatsApp cannot be asked
    public Optional<Person> lookUp(String phone) {
        return devices.lookUp(phone);
    }

    /// Disconnects, and waits a few seconds until that is done and nothing is being stored any more.
    @Override
    public void close() {
        try {
            lifecycle.stop().get(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            inbound.awaitHandled(CLOSE_PATIENCE);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("A client was still busy {} after it was closed", CLOSE_PATIENCE, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection.Listener newRouter() {
        return new StanzaRouter(
                inbound,
                connection -> new QrPairing(
                        connection,
                        vault,
                        consumer,
                        steps::emit,
                        environment.timer(),
                        environment.executor(),
                        environment.clock(),
                        environment.random()),
                connection -> new ServerInfo(connection, vault, steps::emit),
                (connection, success) -> environment.executor().execute(() -> login.complete(connection, success)),
                lifecycle::ended,
                environment.clock());
    }

    private void active(Connection connection, Account account) {
        environment.keepalive().watch(connection, inbound::busyFor);
        lifecycle.active(connection, account);
    }

    private void topUpPreKeys() {
        try {
            preKeys.topUp(link.connection());
        } catch (WhatsAppException e) {
            // The server reminds us, and every login looks again.
            log.info("Pre-keys were not uploaded: {}", e.getMessage());
        }
    }

    private boolean remove(Account account, Duration timeout) {
        lifecycle.connect();
        Optional<Connection> connection = lifecycle.awaitOnline(timeout);
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
        return vault.transact(records -> records.credentials().read()).flatMap(Credentials::account);
    }
}
