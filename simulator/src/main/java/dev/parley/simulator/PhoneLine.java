package dev.parley.simulator;

import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A simulated phone's way to the server: what another client does through a socket, the phone does by a
/// call. Each call takes the directory's lock. Thread-safe.
final class PhoneLine {
    private final Device device;
    private final Directory directory;
    private final StanzaRouter router;
    private final MessageRouter messages;
    private final PreKeyBundles bundles;
    private final Postman postman;
    private final PhoneDesks desks;

    PhoneLine(
            Device device,
            Directory directory,
            StanzaRouter router,
            MessageRouter messages,
            PreKeyBundles bundles,
            Postman postman,
            PhoneDesks desks) {
        this.device = device;
        this.directory = directory;
        this.router = router;
        this.messages = messages;
        this.bundles = bundles;
        this.postman = postman;
        this.desks = desks;
    }

    Account account() {
        return device.account();
    }

    void connect(Channel channel) {
        directory.lockedRun(() -> {
            DeviceSession session = new DeviceSession(device, channel);
            session.available(true);
            device.connect(session);
            postman.activate(session);
        });
    }

    void disconnect() {
        Optional<DeviceSession> session = directory.locked(device::session);
        session.ifPresent(router::gone);
    }

    /// Sends what needs no answer. Nothing happens while the phone is offline.
    void send(Node stanza) {
        Optional<DeviceSession> session = directory.locked(device::session);
        session.ifPresent(present -> router.route(present, stanza));
    }

    /// Sends a message and gives the server's ack.
    Node submit(Node message) {
        return directory.locked(() -> messages.accept(device, message));
    }

    PhoneProfile profile() {
        return new PhoneProfile(device, directory, desks.profiles());
    }

    void changeNumber(String phone) {
        directory.lockedRun(() -> desks.profiles().changeNumber(account(), phone));
    }

    Jid createGroup(String subject, List<Account> members) {
        return directory.locked(() -> desks.groups().create(account(), subject, members));
    }

    String channelPost(String text) {
        return directory.locked(() -> desks.groups().channelPost(account(), text));
    }

    SimulatedCall call(Account callee, String callId, boolean video) {
        return directory.locked(() -> {
            desks.calls().offer(account(), callee, callId, video);
            return new SimulatedCall(callId, account(), callee, directory, desks.calls());
        });
    }

    /// All devices that read what is sent there, but the phone: of the members of a group, or of the phone's
    /// contacts for status.
    List<Device> readers(Jid to) {
        return directory.locked(() -> {
            Stream<Account> others = to.isGroup()
                    ? directory
                            .group(to)
                            .orElseThrow(() -> ControlException.unknown("There is no such group"))
                            .members()
                            .stream()
                    : account().contacts().stream();
            return Stream.concat(others, Stream.of(account()))
                    .distinct()
                    .flatMap(reader -> reader.devices().stream())
                    .filter(other -> other != device)
                    .toList();
        });
    }

    /// The media servers.
    MediaDesk media() {
        return desks.media();
    }

    /// Has the server bring a notification to a companion.
    void notify(Device companion, Node notification) {
        directory.lockedRun(() -> postman.post(companion, notification));
    }

    /// Publishes the phone as one that was set up anew: its companions are unlinked, and everyone who knows
    /// it hears that its identity changed (protocol notes, messaging 10.3).
    void registerAnew(AdvSigner signer, PhoneCipher cipher, Notices notices, Unlinking unlinking) {
        directory.lockedRun(() -> {
            Account own = account();
            own.companions().forEach(unlinking::unlink);
            own.registerAnew(signer);
            device.registerAnew(cipher.identity(), cipher.registrationId(), cipher.signedPreKey());
            for (Account contact : own.contacts()) {
                Node notice = notices.of("encrypt", own.pn())
                        .attr("lid", own.lid())
                        .child(Node.of("identity"))
                        .build();
                contact.devices().forEach(other -> postman.post(other, notice));
            }
        });
    }

    /// Tells the companions of `chat` of a message whose content they do not get.
    ///
    /// @param unavailable what they get in its place
    void withhold(Node message, Account chat, Node unavailable) {
        directory.lockedRun(() -> chat.companions()
                .forEach(companion -> messages.withhold(device, message, chat, companion, unavailable)));
    }

    boolean isOnline() {
        return directory.locked(() -> device.session().isPresent());
    }

    /// Asks about, or adds to, one collection of the app state.
    Node appState(Node collection) {
        return directory.locked(() -> desks.appState().exchange(device, collection));
    }

    long appStateVersion(CollectionName collection) {
        return directory.locked(
                () -> account().appState().collection(collection).version());
    }

    void serveSnapshots(boolean serve) {
        directory.lockedRun(() -> account().appState().snapshots(serve));
    }

    void serveMutationsApart(boolean apart) {
        directory.lockedRun(() -> account().appState().mutationsApart(apart));
    }

    void rename(String pushName) {
        directory.lockedRun(() -> account().profile().rename(pushName));
    }

    Account.SyncFingerprint fingerprint() {
        return directory.locked(account()::syncFingerprint);
    }

    PreKeyBundle bundle(Device other) {
        return directory.locked(() -> bundles.take(other));
    }

    /// The companions that have uploaded keys; none while the phone is offline.
    List<Device> readyCompanions() {
        return directory.locked(() -> device.session().isEmpty()
                ? List.of()
                : account().companions().stream().filter(Device::hasUploaded).toList());
    }

    /// Has `told` called, under the directory's lock, when a companion becomes active.
    void whenCompanionIsActive(Runnable told) {
        directory.lockedRun(() -> account().whenCompanionIsActive(told));
    }

    /// All devices of that account and of this phone's own, but the phone.
    List<Device> targets(Account chat) {
        return directory.locked(() -> Stream.concat(chat.devices().stream(), account().devices().stream())
                .distinct()
                .filter(other -> other != device)
                .toList());
    }

    Optional<Account> account(Jid jid) {
        return directory.locked(() -> directory.account(jid));
    }

    Optional<Device> device(Jid jid) {
        return directory.locked(() -> directory.device(jid));
    }

    void upload(int registrationId, PublishedSignedPreKey signed, List<PreKey> keys) {
        List<OneTimePreKey> published = keys.stream()
                .map(key -> new OneTimePreKey(key.id(), key.keyPair().publicKey()))
                .toList();
        directory.lockedRun(() -> {
            device.uploaded(registrationId, signed);
            device.preKeys().addAll(published);
        });
    }
}
