package dev.parley.whatsapp.client;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.appstate.AppState;
import dev.parley.whatsapp.client.appstate.MediaBlobs;
import dev.parley.whatsapp.client.call.CallHandler;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.contact.Blocklist;
import dev.parley.whatsapp.client.contact.ContactNotifications;
import dev.parley.whatsapp.client.contact.Contacts;
import dev.parley.whatsapp.client.contact.Privacy;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityChanges;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.device.LidMigration;
import dev.parley.whatsapp.client.device.Usync;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.history.HistoryFiles;
import dev.parley.whatsapp.client.history.HistoryService;
import dev.parley.whatsapp.client.iq.Mex;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.MediaRetries;
import dev.parley.whatsapp.client.message.MessageReceiver;
import dev.parley.whatsapp.client.message.MessageSender;
import dev.parley.whatsapp.client.message.MissingDevices;
import dev.parley.whatsapp.client.message.MissingMessages;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.message.RetryAnswers;
import dev.parley.whatsapp.client.message.RetryRequests;
import dev.parley.whatsapp.client.message.SessionStarter;
import dev.parley.whatsapp.client.notification.KeyNotifications;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.pairing.Pairing;
import dev.parley.whatsapp.client.pairing.PairingParts;
import dev.parley.whatsapp.client.phone.PhoneWatch;
import dev.parley.whatsapp.client.prekey.BundleFetcher;
import dev.parley.whatsapp.client.prekey.PreKeyUploader;
import dev.parley.whatsapp.client.presence.OwnName;
import dev.parley.whatsapp.client.presence.PresenceReader;
import dev.parley.whatsapp.client.presence.Presences;
import dev.parley.whatsapp.client.receipt.ReceiptReader;
import dev.parley.whatsapp.client.receipt.Receipts;
import dev.parley.whatsapp.client.restriction.FirstContacts;
import dev.parley.whatsapp.client.restriction.Restrictions;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.AppStateSyncKeyId;
import dev.parley.whatsapp.proto.AppStateSyncKeyRequest;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that one client is made of, put together in one place.
final class Services {
    private static final Logger log = LoggerFactory.getLogger(Services.class);

    /// As often as WhatsApp Web asks how many new chats are left (AB property 20649).
    private static final Duration LOOK_AROUND = Duration.ofHours(1);

    final Environment environment;
    final Vault vault;
    final Link link = new Link();
    final EventConsumer consumer;
    final Steps steps;
    final Lifecycle lifecycle;
    final InboundPipeline inbound;
    final DeviceDirectory devices;
    final MessageSender sender;
    final PeerSender phone;
    final Media media;
    final Receipts receipts;
    final Presences presences;
    final Contacts contacts;
    final PrivacyTokens tokens;
    final Restrictions restrictions;
    final PhoneWatch phoneWatch;
    final Pairing pairing;
    final AppState appState;
    final HistoryService history;

    private final Privacy privacy;
    private final OwnName ownName;
    private final Blocklist blocklist;
    private final MediaRetries mediaRetries;
    private final MissingDevices missingDevices;
    private final MissingMessages missingMessages;
    private final PreKeyUploader preKeys;
    private final Login login;
    private final PeerMessages peerMessages = new PeerMessages();
    private final NotificationHandler notifications = new NotificationHandler();
    private final DirtyBits dirtyBits;

    Services(Environment environment, DeviceStore store, EventConsumer consumer) {
        this.environment = environment;
        this.consumer = consumer;
        vault = new Vault(store);
        steps = new Steps(environment.executor(), environment.clock(), consumer);
        lifecycle = new Lifecycle(environment, vault, link, steps, consumer, this::newRouter);

        pairing = new Pairing(
                new PairingParts(
                        vault,
                        consumer,
                        steps::emit,
                        environment.relyingParty(),
                        environment.pairingTimings(),
                        environment.timer(),
                        environment.executor(),
                        environment.clock(),
                        environment.random()),
                environment.keepalive(),
                lifecycle::connect);

        IdentityMerger identities = new IdentityMerger(consumer);
        Usync usync = new Usync(link, environment.clock());
        devices = new DeviceDirectory(vault, usync, identities);
        privacy = new Privacy(vault, link, consumer);
        blocklist = new Blocklist(vault, link, devices, identities, consumer);
        tokens = new PrivacyTokens(vault, link, environment.executor(), environment.clock());
        presences = new Presences(vault, link, this::privacyToken, environment.clock());
        ownName = new OwnName(consumer, presences);
        receipts = new Receipts(vault, link, privacy::refresh, environment.executor());
        contacts = new Contacts(vault, link, usync, devices, privacy, blocklist, this::privacyToken);
        restrictions = new Restrictions(vault, new Mex(link), consumer, environment.executor(), environment.clock());
        preKeys = new PreKeyUploader(vault, environment.random(), environment.clock());
        login = new Login(vault, preKeys, identities, this::active, environment.clock());
        mediaRetries = new MediaRetries(vault, link, consumer, environment.random(), environment.clock());
        media = new Media(environment.media(), link, mediaRetries, environment.random(), environment.clock());
        IdentityChanges identityChanges = new IdentityChanges(consumer, tokens);
        SessionStarter sessions =
                new SessionStarter(vault, new BundleFetcher(link), identityChanges, environment.random());
        missingDevices =
                new MissingDevices(vault, link, devices, sessions, tokens, environment.random(), environment.clock());
        sender = new MessageSender(
                vault,
                link,
                devices,
                sessions,
                new FirstContacts(restrictions, tokens),
                tokens,
                missingDevices,
                environment.executor(),
                environment.random(),
                environment.clock());
        phone = new PeerSender(vault, link, sessions, environment.random(), environment.clock());
        phoneWatch = new PhoneWatch(vault, consumer, this::pingPhone, environment.clock());

        new KeyNotifications(identities, identityChanges, this::topUpPreKeys, this::checkKeys).register(notifications);
        missingMessages = new MissingMessages(vault, phone, consumer, this::later, environment.clock());
        missingMessages.register(peerMessages);
        new LidMigration(identities).register(peerMessages);
        new ContactNotifications(consumer, identities, privacy, blocklist, ownName, environment.clock())
                .register(notifications);
        tokens.register(notifications);
        notifications.on(
                "privacy_token",
                (_, notification, _, answers) -> notification
                        .jid("from")
                        .filter(Jid::isPerson)
                        .ifPresent(person -> answers.afterwards(() -> presences.tokenChanged(person))));
        restrictions.register(notifications);
        mediaRetries.register(notifications);
        history = new HistoryService(
                vault,
                consumer,
                identities,
                phone,
                new HistoryFiles(media),
                tokens,
                environment.executor(),
                environment.timer(),
                environment.clock(),
                environment.random());
        history.register(peerMessages);

        appState = new AppState(
                vault,
                link,
                phone,
                devices,
                identities,
                new MediaBlobs(media),
                this::nctSalt,
                ownName::learn,
                consumer,
                steps::emit,
                environment.executor(),
                environment.timer(),
                environment.clock(),
                environment.random());
        appState.register(peerMessages, notifications);
        dirtyBits = new DirtyBits(environment.executor())
                .on("syncd_app_state", appState::refresh)
                .on("account_sync", this::forgetOwnDevices)
                .on("account_sync", this::refreshOwnSettings);

        inbound = new InboundPipeline(
                vault,
                new MessageReceiver(
                        consumer,
                        identities,
                        peerMessages,
                        new RetryRequests(environment.random(), environment.clock()),
                        missingMessages,
                        ownName,
                        presences::isAvailable,
                        identityChanges,
                        environment.random(),
                        environment.clock()),
                new ReceiptReader(consumer, identities, environment.clock()),
                new RetryAnswers(vault, link, devices, sessions, tokens, environment.random(), environment.clock()),
                notifications,
                new CallHandler(consumer, identities),
                phoneWatch,
                link,
                steps::emit,
                environment.executor(),
                environment.clock());
    }

    /// A request for keys, which any phone answers with a receipt at least (passkey.md section 6.5).
    private void pingPhone() {
        AppStateSyncKeyRequest.Builder newestKey = AppStateSyncKeyRequest.newBuilder();
        vault.transact(records -> records.syncKeys().newestFirst()).stream()
                .findFirst()
                .ifPresent(key -> newestKey.addKeyIds(AppStateSyncKeyId.newBuilder()
                        .setKeyId(ByteString.copyFrom(key.id().bytes()))));
        phone.send(
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST)
                        .setAppStateSyncKeyRequest(newestKey)
                        .build(),
                PeerSender.Priority.HIGH,
                false);
    }

    /// What is looked after while a connection lasts, beside what each login does.
    private void lookAround(Connection connection) {
        if (connection.isOpen()) {
            runOnline(phoneWatch::askIfSilent);
            runOnline(restrictions::refreshNewChatCap);
            lookAroundLater(connection);
        }
    }

    /// One entry in the shared timer, which ends with the connection.
    private void lookAroundLater(Connection connection) {
        later(() -> lookAround(connection), LOOK_AROUND);
    }

    /// What is done after every login, each on a thread of its own that may wait for the network.
    private List<Runnable> onceOnline() {
        return List.of(
                inbound::retrySetAside,
                missingDevices::send,
                presences::resume,
                this::refreshPeople,
                tokens::issueDue,
                restrictions::refresh,
                mediaRetries::resume,
                missingMessages::ask,
                history::resume,
                () -> preKeys.rotateIfDue(link.connection()),
                phoneWatch::askIfSilent,
                appState::online);
    }

    /// Receipts go out once it is known what others may see of them.
    private void refreshPeople() {
        runOnline(privacy::refresh);
        receipts.flush();
        runOnline(blocklist::refresh);
    }

    /// Throws when WhatsApp cannot be asked: then it stays dirty.
    private void refreshOwnSettings(Runnable done) {
        privacy.refresh();
        blocklist.refresh();
        done.run();
    }

    /// What a person gave this account to see them by.
    private Optional<Node> privacyToken(Records records, Jid person) {
        return records.credentials()
                .read()
                .flatMap(Credentials::account)
                .flatMap(account -> tokens.forPerson(records, person, account));
    }

    /// In order, and never on the thread that reads the connection.
    private void presence(Node stanza) {
        steps.run(() -> PresenceReader.read(
                        stanza, jid -> vault.transact(records -> records.lids().person(jid)))
                .ifPresent(consumer::state));
    }

    /// After a time, on a thread that may wait for the network.
    private void later(Runnable task, Duration delay) {
        var _ = environment
                .timer()
                .schedule(() -> environment.executor().execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void nctSalt(Records records, Optional<Bytes> salt) {
        salt.ifPresentOrElse(present -> tokens.salt(records, present), () -> tokens.forgetSalt(records));
    }

    /// The next message asks for the list of the own devices.
    private void forgetOwnDevices(Runnable done) {
        vault.update(records -> records.credentials()
                .read()
                .flatMap(Credentials::account)
                .ifPresent(account -> DeviceDirectory.forget(records, account.pn())));
        done.run();
    }

    private void active(Connection connection, Account account) {
        environment.keepalive().watch(connection, inbound::busyFor);
        lifecycle.active(
                connection,
                account,
                () -> onceOnline().forEach(task -> environment.executor().execute(() -> runOnline(task))));
        lookAroundLater(connection);
    }

    private static void runOnline(Runnable task) {
        try {
            task.run();
        } catch (WhatsAppException e) {
            // The next login does it again.
            log.info("Something to be done after the login was not: {}", e.getMessage());
        }
    }

    private Connection.Listener newRouter() {
        return new StanzaRouter(
                inbound,
                pairing,
                connection -> new ServerInfo(connection, vault, steps::emit, dirtyBits),
                this::presence,
                (connection, success) -> environment.executor().execute(() -> login.complete(connection, success)),
                this::ended,
                environment.clock());
    }

    private void checkKeys() {
        runOnline(() -> preKeys.check(link.connection()));
    }

    private void ended(Connection connection, DisconnectCause cause) {
        if (cause instanceof DisconnectCause.LoggedOut) {
            pairing.removed();
        }
        lifecycle.ended(connection, cause);
    }

    private void topUpPreKeys() {
        try {
            preKeys.topUp(link.connection());
        } catch (WhatsAppException e) {
            // The server reminds us, and every login looks again.
            log.info("Pre-keys were not uploaded: {}", e.getMessage());
        }
    }
}
