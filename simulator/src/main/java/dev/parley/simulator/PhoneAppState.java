package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.simulator.appstate.PhoneModel;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.proto.AppStateSyncKeyId;
import dev.parley.whatsapp.proto.ArchiveChatAction;
import dev.parley.whatsapp.proto.ClearChatAction;
import dev.parley.whatsapp.proto.ContactAction;
import dev.parley.whatsapp.proto.DeleteChatAction;
import dev.parley.whatsapp.proto.DeleteMessageForMeAction;
import dev.parley.whatsapp.proto.LocaleSetting;
import dev.parley.whatsapp.proto.MarkChatAsReadAction;
import dev.parley.whatsapp.proto.MuteAction;
import dev.parley.whatsapp.proto.NctSaltSyncAction;
import dev.parley.whatsapp.proto.PinAction;
import dev.parley.whatsapp.proto.PrivacySettingDisableLinkPreviewsAction;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.PushNameSetting;
import dev.parley.whatsapp.proto.StarAction;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.UnarchiveChatsSetting;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A phone's app state: what its owner does with chats, contacts and settings, and what companions do, which it
/// applies after checking every MAC. Writes wait while the phone is offline. Thread-safe, under the phone's
/// lock.
///
/// Chats are named by number, with or without `+`, or by JID; records carry the name under which the phone
/// addresses them.
public final class PhoneAppState implements PhoneFeature {
    private static final int MOST_CONFLICTS = 5;
    private static final long ALWAYS = -1;
    private static final long NO_VERSION = 0;
    private static final String NOBODY = "0";

    private final ReentrantLock lock;
    private final Condition changed;
    private final PhoneLine line;
    private final PhoneSyncKeys keys;
    private final PhoneModel model;
    private final SimulatorConfig config;
    private final PhoneChatNames chats;
    private final List<SyncAction> waiting = new ArrayList<>();
    private final List<SyncAction> taken = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    PhoneAppState(
            ReentrantLock lock, PhoneLine line, PhoneOutgoing outgoing, PhoneChatNames chats, SimulatorConfig config) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.line = line;
        this.chats = chats;
        this.config = config;
        this.model = new PhoneModel(config.random());
        this.keys = new PhoneSyncKeys(line, outgoing, model, config);
    }

    /// What a new phone puts there before it links anything: without it WhatsApp Web would not start.
    void start() {
        locked(() -> {
            keys.make();
            upload(List.of(
                    action(ActionType.PUSH_NAME, pushName(line.account().pushName())),
                    action(
                            ActionType.LOCALE,
                            value().setLocaleSetting(LocaleSetting.newBuilder().setLocale("en_US"))),
                    unarchiving(false)));
        });
    }

    public void archive(String chat, boolean archived) {
        write(action(
                ActionType.ARCHIVE,
                value().setArchiveChatAction(ArchiveChatAction.newBuilder().setArchived(archived)),
                chats.chat(chat)));
    }

    public void pin(String chat, boolean pinned) {
        write(action(ActionType.PIN, value().setPinAction(PinAction.newBuilder().setPinned(pinned)), chats.chat(chat)));
    }

    /// @param until empty for always
    public void mute(String chat, Optional<Instant> until) {
        MuteAction.Builder mute = MuteAction.newBuilder()
                .setMuted(true)
                .setMuteEndTimestamp(until.map(Instant::toEpochMilli).orElse(ALWAYS));
        write(action(ActionType.MUTE, value().setMuteAction(mute), chats.chat(chat)));
    }

    public void unmute(String chat) {
        MuteAction.Builder mute = MuteAction.newBuilder().setMuted(false).setMuteEndTimestamp(0);
        write(action(ActionType.MUTE, value().setMuteAction(mute), chats.chat(chat)));
    }

    /// @param fromMe whether the account sent the message
    public void star(String chat, String messageId, boolean fromMe, boolean starred) {
        write(action(
                ActionType.STAR,
                value().setStarAction(StarAction.newBuilder().setStarred(starred)),
                chats.chat(chat),
                messageId,
                fromMe ? "1" : "0",
                NOBODY));
    }

    /// @param read false to mark it as unread
    public void markRead(String chat, boolean read) {
        write(action(
                ActionType.MARK_CHAT_AS_READ,
                value().setMarkChatAsReadAction(
                                MarkChatAsReadAction.newBuilder().setRead(read)),
                chats.chat(chat)));
    }

    public void deleteForMe(String chat, String messageId, boolean fromMe, Instant sentAt) {
        write(action(
                ActionType.DELETE_MESSAGE_FOR_ME,
                value().setDeleteMessageForMeAction(DeleteMessageForMeAction.newBuilder()
                        .setDeleteMedia(true)
                        .setMessageTimestamp(sentAt.getEpochSecond())),
                chats.chat(chat),
                messageId,
                fromMe ? "1" : "0",
                NOBODY));
    }

    /// Deletes all messages of a chat, those with a star too, and keeps media files.
    public void clearChat(String chat) {
        write(action(
                ActionType.CLEAR_CHAT,
                value().setClearChatAction(ClearChatAction.getDefaultInstance()),
                chats.chat(chat),
                "1",
                "0"));
    }

    public void deleteChat(String chat) {
        write(action(
                ActionType.DELETE_CHAT,
                value().setDeleteChatAction(DeleteChatAction.getDefaultInstance()),
                chats.chat(chat),
                "1"));
    }

    /// Puts somebody in the address book.
    public void nameContact(String phone, String fullName, String firstName) {
        Account contact = chats.account(phone);
        write(action(
                ActionType.CONTACT,
                value().setContactAction(ContactAction.newBuilder()
                        .setFullName(fullName)
                        .setFirstName(firstName)
                        .setLidJid(contact.lid().toString())
                        .setSaveOnPrimaryAddressbook(true)),
                contact.pn().toString()));
    }

    public void removeContact(String phone) {
        write(SyncAction.remove(
                ActionType.CONTACT, now(), chats.account(phone).pn().toString()));
    }

    /// The owner calls themselves something else.
    public void setPushName(String name) {
        write(action(ActionType.PUSH_NAME, pushName(name)));
    }

    /// Whether a new message takes its chat out of the archive.
    public void unarchiveChats(boolean unarchive) {
        write(unarchiving(unarchive));
    }

    public void disableLinkPreviews(boolean disabled) {
        write(action(
                ActionType.DISABLE_LINK_PREVIEWS,
                value().setPrivacySettingDisableLinkPreviewsAction(PrivacySettingDisableLinkPreviewsAction.newBuilder()
                        .setIsPreviewsDisabled(disabled))));
    }

    /// The salt of the tokens for chats that have none of their own.
    public void nctSalt(byte[] salt) {
        write(action(
                ActionType.NCT_SALT,
                value().setNctSaltSyncAction(NctSaltSyncAction.newBuilder().setSalt(ByteString.copyFrom(salt)))));
    }

    public void removeNctSalt() {
        write(SyncAction.remove(ActionType.NCT_SALT, now()));
    }

    /// Writes any records, those of one collection in one patch.
    public void write(SyncAction... actions) {
        locked(() -> {
            waiting.addAll(List.of(actions));
            flush();
        });
    }

    /// Makes a new key, which encrypts from now on.
    ///
    /// @param share false to let the companions ask for it
    /// @return its id
    public SyncKeyId rotateKey(boolean share) {
        return locked(() -> {
            SyncKeyId id = keys.make();
            if (share) {
                keys.shareWithAll();
            }
            return id;
        });
    }

    /// Whether companions get the keys unasked when they are linked; they do unless told.
    public void shareKeysWithNewCompanions(boolean share) {
        locked(() -> keys.shareWithNew(share));
    }

    /// Whether this phone answers companions that ask for keys; it does unless told.
    public void answerKeyRequests(boolean answer) {
        locked(() -> keys.answerRequests(answer));
    }

    /// Whether the server gives companions a snapshot at first, not all patches; it does not unless told, since
    /// Baileys would look for it at WhatsApp's own host.
    public void serveSnapshots(boolean serve) {
        line.serveSnapshots(serve);
    }

    /// Whether companions find the mutations of patches on the media servers, as those of patches that are
    /// too long for a stanza. The phone itself, which makes them, is spared.
    public void serveMutationsApart(boolean apart) {
        line.serveMutationsApart(apart);
    }

    /// How often companions asked for the whole content of a collection.
    public int recoveries() {
        return locked(keys::recoveries);
    }

    /// How often companions asked for keys.
    public int keyRequests() {
        return locked(keys::requests);
    }

    public AppStateFaults faults() {
        return line.account().appState().faults();
    }

    /// The record of that type and index, as the phone has it now. Chats and contacts are named by JID.
    public Optional<SyncActionValue> record(ActionType type, String... arguments) {
        return locked(() -> model.find(type.collection(), type.index(arguments)).map(SyncAction::value));
    }

    /// What companions did, in order.
    public List<SyncAction> byCompanions() {
        return locked(() -> List.copyOf(taken));
    }

    /// Waits for something that a companion does or did.
    ///
    /// @throws ControlException when it did not come in time
    public SyncAction await(Predicate<SyncAction> condition, Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (taken.stream().noneMatch(condition)) {
                if (nanos <= 0) {
                    throw ControlException.timeout("No companion did that within " + atMost);
                }
                nanos = changed.awaitNanos(nanos);
            }
            return taken.stream().filter(condition).findFirst().orElseThrow();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while waiting");
        } finally {
            lock.unlock();
        }
    }

    /// Why patches of companions were refused, in words: empty as long as all is well.
    public List<String> rejected() {
        return locked(() -> List.copyOf(rejected));
    }

    @Override
    public void linked(Device companion) {
        keys.linked(companion);
    }

    @Override
    public void asked(Device companion, String id, ProtocolMessage content) {
        switch (content.getType()) {
            case APP_STATE_SYNC_KEY_REQUEST ->
                keys.asked(
                        companion,
                        content.getAppStateSyncKeyRequest().getKeyIdsList().stream()
                                .map(AppStateSyncKeyId::getKeyId)
                                .toList());
            case PEER_DATA_OPERATION_REQUEST_MESSAGE ->
                keys.recover(companion, id, content.getPeerDataOperationRequestMessage());
            default -> {
                // Another feature's.
            }
        }
    }

    @Override
    public void notified(Node notification) {
        if (notification.hasAttr("type", "server_sync")) {
            notification.children("collection").stream()
                    .flatMap(collection -> CollectionName.of(collection.attrOrEmpty("name")).stream())
                    .forEach(collection -> fetch(collection, NO_VERSION));
        }
    }

    @Override
    public void online() {
        flush();
    }

    /// The record of that type and index, after this phone has applied everything that the server has.
    ///
    /// @throws ControlException when it has not in time, or refuses to
    public Optional<SyncActionValue> awaitInStep(ActionType type, Duration atMost, String... arguments) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (model.version(type.collection()) < line.appStateVersion(type.collection())) {
                if (nanos <= 0) {
                    throw ControlException.timeout("The phone is behind the server after " + atMost + ": " + rejected);
                }
                nanos = changed.awaitNanos(nanos);
            }
            return record(type, arguments);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while waiting");
        } finally {
            lock.unlock();
        }
    }

    private void flush() {
        if (line.isOnline()) {
            List<SyncAction> actions = List.copyOf(waiting);
            waiting.clear();
            upload(actions);
        }
    }

    /// In the order of the actions; neighbours of one collection make one patch, unless they share an index.
    private void upload(List<SyncAction> actions) {
        Map<CollectionName, List<SyncAction>> patches = new EnumMap<>(CollectionName.class);
        for (SyncAction action : actions) {
            CollectionName collection = ActionType.of(action.index())
                    .orElseThrow(() -> ControlException.invalid("That is no known action"))
                    .collection();
            List<SyncAction> patch = patches.computeIfAbsent(collection, _ -> new ArrayList<>());
            if (patch.stream().anyMatch(other -> other.index().equals(action.index()))) {
                upload(collection, List.copyOf(patch));
                patch.clear();
            }
            patch.add(action);
        }
        patches.forEach(this::upload);
    }

    private void upload(CollectionName collection, List<SyncAction> actions) {
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            fetch(collection, NO_VERSION);
            Node answer = line.appState(Node.of("collection")
                    .attr("name", collection.wireName())
                    .attr("version", model.version(collection))
                    .attr("return_snapshot", "false")
                    .child(Node.of("patch")
                            .content(model.build(collection, actions).toByteArray()))
                    .build());
            if (!answer.hasAttr("type", "error")) {
                fetch(collection, model.version(collection) + 1);
                return;
            }
        }
        throw ControlException.refused("The phone's app state is in conflict with the server's: " + rejected);
    }

    /// @param own the version that this phone made
    private void fetch(CollectionName collection, long own) {
        Node answer = line.appState(Node.of("collection")
                .attr("name", collection.wireName())
                .attr("version", model.version(collection))
                .attr("return_snapshot", "false")
                .build());
        List<Node> patches =
                answer.child("patches").map(list -> list.children("patch")).orElse(List.of());
        for (Node patch : patches) {
            byte[] bytes = patch.bytes().orElseThrow().toByteArray();
            switch (model.apply(collection, bytes)) {
                case PhoneModel.Outcome.Took(List<SyncAction> actions) -> {
                    if (model.version(collection) != own) {
                        taken.addAll(actions);
                    }
                    actions.forEach(this::applyOwnName);
                }
                case PhoneModel.Outcome.Rejected(String reason) -> {
                    rejected.add(collection.wireName() + ": " + reason);
                    changed.signalAll();
                    return;
                }
            }
        }
        changed.signalAll();
    }

    /// The name in the record is the one that goes out with messages.
    private void applyOwnName(SyncAction action) {
        if (action.index().equals(ActionType.PUSH_NAME.index())) {
            line.rename(action.value().getPushNameSetting().getName());
        }
    }

    private SyncAction unarchiving(boolean unarchive) {
        return action(
                ActionType.UNARCHIVE_CHATS,
                value().setUnarchiveChatsSetting(
                                UnarchiveChatsSetting.newBuilder().setUnarchiveChats(unarchive)));
    }

    private SyncActionValue.Builder pushName(String name) {
        return value().setPushNameSetting(PushNameSetting.newBuilder().setName(name));
    }

    private SyncActionValue.Builder value() {
        return SyncActionValue.newBuilder().setTimestamp(now());
    }

    private long now() {
        return config.clock().instant().toEpochMilli();
    }

    private static SyncAction action(ActionType type, SyncActionValue.Builder value, String... arguments) {
        return SyncAction.set(type, value.build(), arguments);
    }

    private static SyncAction action(ActionType type, SyncActionValue.Builder value, Jid chat, String... more) {
        List<String> arguments = new ArrayList<>(List.of(chat.toString()));
        arguments.addAll(List.of(more));
        return action(type, value, arguments.toArray(String[]::new));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }
}
