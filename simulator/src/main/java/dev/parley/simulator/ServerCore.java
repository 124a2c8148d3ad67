package dev.parley.simulator;

import dev.parley.simulator.media.ExternalFiles;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Wires everything of the server that knows no sockets.
final class ServerCore {
    private static final int OUTBOX_SLACK = 10_000;

    private final SimulatorConfig config;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Directory directory = new Directory();
    private final Connections connections = new Connections();
    private final Faults faults = new Faults(connections, directory);
    private final ServerClock clock;
    private final StanzaLog stanzaLog;
    private final NoiseServer noise;
    private final StanzaRouter router;
    private final GroupRouter groups;
    private final Postman postman;
    private final Admission admission;
    private final Phones phones;
    private final Housekeeping housekeeping;
    private final MediaDesk media;
    private final Restrictions restrictions;

    ServerCore(SimulatorConfig config) {
        this.config = config;
        clock = new ServerClock(config.clock());
        stanzaLog = new StanzaLog(config.stanzaLogLimit());
        noise = new NoiseServer(config.random(), clock.now());
        media = new MediaDesk(config.random(), config.clock());

        StanzaIds ids = new StanzaIds();
        Notices notices = new Notices(clock, ids);
        postman = new Postman(clock, config.offlineDelivery());
        DeviceListNotices deviceLists = new DeviceListNotices(notices, postman, clock);
        Unlinking unlinking = new Unlinking(deviceLists);
        PairingDesk pairingDesk =
                new PairingDesk(config, clock, ids, notices, deviceLists, unlinking, postman, directory);
        PreKeyBundles bundles = new PreKeyBundles(directory, postman, notices, config.lowPreKeys());
        groups = new GroupRouter(directory, postman, faults, clock);
        ProfileDesk profiles = new ProfileDesk(directory, notices, postman, clock);
        AppStateIq appState = new AppStateIq(
                postman,
                notices,
                content -> media.hosts().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ExternalFiles(media.store(), config.random())
                                .publish(MediaType.APP_STATE, content)));
        PhoneDesks desks = new PhoneDesks(
                profiles,
                new GroupDesk(directory, notices, postman, clock, ids),
                new CallDesk(postman, clock, ids),
                media,
                appState);
        RestrictionDesk restrictionDesk = new RestrictionDesk(postman, notices, clock, config.random());
        restrictions = new Restrictions(directory, restrictionDesk);
        FaultyMail mail = new FaultyMail(postman, faults, clock);
        MessageRouter messages = new MessageRouter(new MessageCheck(directory), groups, restrictionDesk, mail, clock);
        router = new StanzaRouter(
                directory,
                iqs(postman, unlinking, bundles, profiles, restrictionDesk, appState),
                messages,
                new ReceiptRouter(directory, postman, clock),
                new AckDesk(),
                new PresenceRelay(directory, clock),
                postman,
                faults);
        admission = new Admission(
                new PayloadCheck(config.minimumRevision()),
                directory,
                pairingDesk,
                router,
                postman,
                faults,
                clock,
                config.random());
        PhoneLinking linking = new PhoneLinking(directory, pairingDesk, unlinking, notices);
        phones = new Phones(config, directory, router, messages, bundles, postman, linking, desks, executor);
        housekeeping = new Housekeeping(config, clock, directory, pairingDesk, connections, mail, unlinking);
    }

    private IqRouter iqs(
            Postman postman,
            Unlinking unlinking,
            PreKeyBundles bundles,
            ProfileDesk profiles,
            RestrictionDesk restrictionDesk,
            AppStateIq appState) {
        IqRouter iqs = new IqRouter(clock)
                .register("encrypt", new PreKeyIqs(bundles))
                .register("usync", new UsyncIq(directory, faults))
                .register("privacy", new PrivacyIq(directory, profiles, restrictionDesk))
                .register("w:mex", new MexIq(restrictionDesk))
                .register("blocklist", new BlocklistIq(profiles))
                .register("md", new DeviceRemovalIq(unlinking))
                .register("w:sync:app:state", appState)
                .register("w:m", new MediaConnectionIq(media));
        iqs.register("w:g2", new GroupIqs(directory));
        new ProfileIqs(directory, profiles, media).register(iqs);
        SmallIqs.register(iqs, postman);
        return iqs;
    }

    /// What each connection needs.
    ServerParts parts() {
        return new ServerParts(
                noise, admission, clock, faults, stanzaLog, executor, config.queueLimit() + OUTBOX_SLACK);
    }

    Directory directory() {
        return directory;
    }

    Connections connections() {
        return connections;
    }

    Restrictions restrictions() {
        return restrictions;
    }

    Faults faults() {
        return faults;
    }

    StanzaLog stanzaLog() {
        return stanzaLog;
    }

    /// Queues a stanza for every companion of that phone.
    void inject(String phone, Node stanza) {
        directory.lockedRun(() -> directory
                .byPhone(phone)
                .ifPresent(account -> account.companions().forEach(device -> postman.post(device, stanza))));
    }

    GroupRouter groups() {
        return groups;
    }

    StanzaRouter router() {
        return router;
    }

    Admission admission() {
        return admission;
    }

    Phones phones() {
        return phones;
    }

    MediaDesk media() {
        return media;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    byte[] rootKey() {
        return noise.root().bytes();
    }

    ExecutorService executor() {
        return executor;
    }
}
