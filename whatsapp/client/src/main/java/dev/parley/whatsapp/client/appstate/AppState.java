package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.PatchBuilder;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// What the account's devices share of chats, contacts and settings. Changes made elsewhere come as
/// [dev.parley.whatsapp.client.event.StoredEvent.AppStateChanged]; changes made here go to every device, and
/// come back as the same event. Thread-safe.
///
/// A change is written down before the method returns, also without a connection, and is made sooner or later,
/// whatever happens to the process; its future ends when WhatsApp has it and it came back. Wait for it with a
/// deadline: offline it may take days. A future of before a restart never ends; the event comes all the same.
///
/// Chats are named by phone number or LID, whichever is known, or by the group's JID.
public final class AppState {
    /// What may wait to be written: more is a caller that has lost count.
    private static final int MOST_WAITING = 10_000;
    private static final int LONGEST_NAME = 1000;
    /// After this WhatsApp Web gives up and logs out; this client reports and goes on.
    private static final Duration CRITICAL_DEADLINE = Duration.ofMinutes(3);

    private final Vault vault;
    private final InstantSource clock;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Consumer<StateEvent> states;
    private final SyncKeyExchange keys;
    private final Recovery recovery;
    private final Synchronizer synchronizer;
    private final Map<Long, CompletableFuture<WriteResult>> waiting = new ConcurrentHashMap<>();

    public AppState(
            Vault vault,
            Link link,
            PeerSender phone,
            DeviceDirectory devices,
            IdentityMerger identities,
            BlobSource blobs,
            NctSaltListener nctSalt,
            OwnNameListener ownName,
            EventConsumer consumer,
            Consumer<StateEvent> states,
            Executor executor,
            ScheduledExecutorService timer,
            InstantSource clock,
            SecureRandom random) {
        this.vault = vault;
        this.clock = clock;
        this.executor = executor;
        this.timer = timer;
        this.states = states;
        keys = new SyncKeyExchange(vault, phone, devices, clock);
        ChangeKeeper keeper = new ChangeKeeper(consumer, identities, nctSalt, ownName, this::written, clock);
        recovery = new Recovery(vault, phone, keeper, clock);
        synchronizer = new Synchronizer(
                vault,
                link,
                keys,
                keeper,
                recovery,
                blobs,
                new PatchBuilder(random),
                executor,
                timer,
                clock,
                () -> states.accept(new StateEvent.AppStateSynced()),
                this::refused);
    }

    /// Has this client's stanzas and control messages come here. To be called while it is put together.
    public void register(PeerMessages peers, NotificationHandler notifications) {
        keys.register(peers, synchronizer::wake);
        peers.fromPrimary(
                ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE, (records, message, _, answers) -> {
                    if (recovery.answered(
                            records, message.content().getPeerDataOperationRequestResponseMessage(), answers)) {
                        answers.afterwards(synchronizer::wakeImpatiently);
                    }
                });
        notifications.on(
                "server_sync", (records, notification, _, answers) -> announced(records, notification, answers));
    }

    /// To be called after every login: goes on where the connection, or the process, ended.
    public void online() {
        vault.update(records -> {
            for (CollectionName collection : CollectionName.values()) {
                // Own patches are announced to the others only: one may be there whose answer was lost.
                if (!records.syncIntents().all().isEmpty()) {
                    records.collections().ask(collection);
                }
            }
        });
        synchronizer.wakeImpatiently();
        if (!hasCritical()) {
            var _ = timer.schedule(
                    () -> executor.execute(this::reportIfOverdue), CRITICAL_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /// Asks for every collection, as the server wants it after it lost track of this device.
    ///
    /// @param done run when nothing is left to be asked for
    public void refresh(Runnable done) {
        vault.update(records -> {
            for (CollectionName collection : CollectionName.values()) {
                records.collections().ask(collection);
            }
        });
        synchronizer.whenClean(done);
        synchronizer.wake();
    }

    /// The owner has seen the chat, up to the range. The senders are told by receipts, not by this.
    public CompletableFuture<WriteResult> markRead(Jid chat, MessageRange range) {
        return write(drafts -> List.of(drafts.markRead(chat, true, range)));
    }

    /// Shows the chat as unread on every device.
    public CompletableFuture<WriteResult> markUnread(Jid chat, MessageRange range) {
        return write(drafts -> List.of(drafts.markRead(chat, false, range)));
    }

    /// Puts the chat into the archive, where it is pinned no more, or takes it out.
    public CompletableFuture<WriteResult> archive(Jid chat, boolean archived, MessageRange range) {
        return write(drafts -> drafts.archive(chat, archived, range));
    }

    public CompletableFuture<WriteResult> pin(Jid chat, boolean pinned) {
        return write(drafts -> List.of(drafts.pin(chat, pinned)));
    }

    /// @param until when the chat is heard again, to the millisecond; empty for never
    public CompletableFuture<WriteResult> mute(Jid chat, Optional<Instant> until) {
        return write(drafts -> List.of(drafts.mute(chat, until)));
    }

    public CompletableFuture<WriteResult> unmute(Jid chat) {
        return write(drafts -> List.of(drafts.unmute(chat)));
    }

    /// @param fromMe whether the account sent the message
    public CompletableFuture<WriteResult> star(MessageKey message, boolean fromMe, boolean starred) {
        return write(drafts -> List.of(drafts.star(message, fromMe, starred)));
    }

    /// Deletes a message on the own devices only.
    ///
    /// @param fromMe whether the account sent the message
    /// @param sentAt the message's time, to the second
    /// @param media whether its file goes too
    public CompletableFuture<WriteResult> deleteForMe(
            MessageKey message, boolean fromMe, Instant sentAt, boolean media) {
        return write(drafts -> List.of(drafts.deleteForMe(message, fromMe, sentAt, media)));
    }

    /// Deletes the messages of a chat up to the range, on the own devices only.
    ///
    /// @param starred whether those with a star go too
    /// @param media whether files go too
    public CompletableFuture<WriteResult> clearChat(Jid chat, boolean starred, boolean media, MessageRange range) {
        return write(drafts -> List.of(drafts.clearChat(chat, starred, media, range)));
    }

    /// Deletes a chat with its messages up to the range, on the own devices only.
    ///
    /// @param media whether files go too
    public CompletableFuture<WriteResult> deleteChat(Jid chat, boolean media, MessageRange range) {
        return write(drafts -> List.of(drafts.deleteChat(chat, media, range)));
    }

    /// Says what the owner calls a person.
    ///
    /// @param onPhone whether the phone is to save it in its address book
    /// @throws IllegalArgumentException when the full name is blank, or a name longer than 1000 characters
    public CompletableFuture<WriteResult> nameContact(
            Jid person, String fullName, Optional<String> firstName, boolean onPhone) {
        requireName(fullName);
        firstName.ifPresent(AppState::requireName);
        return write(drafts ->
                List.of(drafts.nameContact(drafts.records().lids().person(person), fullName, firstName, onPhone)));
    }

    /// Takes a person out of the address book.
    public CompletableFuture<WriteResult> removeContact(Jid person) {
        return write(
                drafts -> List.of(drafts.removeContact(drafts.records().lids().person(person))));
    }

    /// Changes what the owner is called by others.
    ///
    /// @throws IllegalArgumentException when the name is blank or longer than 1000 characters
    public CompletableFuture<WriteResult> setOwnName(String name) {
        requireName(name);
        return write(drafts -> List.of(drafts.ownName(name)));
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name of " + name.length() + " characters");
        }
    }

    private CompletableFuture<WriteResult> write(Function<ActionDrafts, List<SyncAction>> draft) {
        CompletableFuture<WriteResult> result = new CompletableFuture<>();
        vault.transact(
                records -> {
                    if (records.syncIntents().all().size() >= MOST_WAITING) {
                        throw new IllegalStateException(MOST_WAITING + " changes wait already");
                    }
                    Account account = records.credentials()
                            .read()
                            .flatMap(Credentials::account)
                            .orElseThrow(() -> new WhatsAppException.NotConnected("the device is not linked"));
                    return records.syncIntents().add(draft.apply(new ActionDrafts(records, account, clock.instant())));
                },
                number -> waiting.put(number, result));
        synchronizer.wake();
        return result;
    }

    private void announced(Records records, Node notification, Answers answers) {
        boolean news = false;
        for (Node each : notification.children("collection")) {
            Optional<CollectionName> collection = CollectionName.of(each.attrOrEmpty("name"));
            long version = each.number("version").orElse(Long.MAX_VALUE);
            if (collection.isPresent()
                    && records.collections().state(collection.get()).version() < version) {
                records.collections().ask(collection.get());
                news = true;
            }
        }
        if (news) {
            answers.afterwards(synchronizer::wake);
        }
    }

    private boolean hasCritical() {
        return vault.transact(records ->
                records.collections().progress(CollectionName.CRITICAL_BLOCK).getComplete()
                        && records.collections()
                                .progress(CollectionName.CRITICAL_UNBLOCK_LOW)
                                .getComplete());
    }

    private void reportIfOverdue() {
        boolean linked = vault.transact(records -> records.credentials().read())
                .flatMap(Credentials::account)
                .isPresent();
        if (linked && !hasCritical()) {
            states.accept(new StateEvent.AppStateOverdue());
        }
    }

    private void written(List<Long> intents) {
        finish(intents, new WriteResult.Written());
    }

    private void refused(List<Long> intents, int code) {
        finish(intents, new WriteResult.Refused(code));
    }

    private void finish(List<Long> intents, WriteResult result) {
        for (long intent : intents) {
            CompletableFuture<WriteResult> future = waiting.remove(intent);
            if (future != null) {
                future.complete(result);
            }
        }
    }
}
