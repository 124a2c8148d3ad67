package dev.parley.simulator;

import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ClientPairingProps;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Links companions (protocol notes, connection 6): gives out refs, joins a scan with the socket that shows
/// the ref, and makes a device of the companion once its signature is right. Codes and passkeys have desks of
/// their own. Guarded by the directory's lock.
final class PairingDesk {
    private static final int REFS = 6;
    private static final int REF_BYTES = 48;
    /// As it was seen with WhatsApp (protocol notes, passkey 1.4).
    private static final Duration REMOVED_AFTER = Duration.ofSeconds(17);

    private final SimulatorConfig config;
    private final ServerClock clock;
    private final StanzaIds ids;
    private final Notices notices;
    private final DeviceListNotices deviceListNotices;
    private final Unlinking unlinking;
    private final SecureRandom random;
    private final LinkCodeDesk codes;
    private final PasskeyDesk passkeys;
    private final List<Removal> removals = new ArrayList<>();
    private final Set<PairingSession> sessions = new HashSet<>();
    private final Map<String, PairingSession> byRef = new HashMap<>();

    PairingDesk(
            SimulatorConfig config,
            ServerClock clock,
            StanzaIds ids,
            Notices notices,
            DeviceListNotices deviceListNotices,
            Unlinking unlinking,
            Postman postman,
            Directory directory) {
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.notices = notices;
        this.deviceListNotices = deviceListNotices;
        this.unlinking = unlinking;
        this.random = config.random();
        this.codes = new LinkCodeDesk(config, clock, notices, postman, directory, this::consented);
        this.passkeys = new PasskeyDesk(config, clock, notices, this::offer);
    }

    /// A device that is to be removed again right after it was linked.
    private record Removal(Device device, Instant at) {}

    LinkCodeDesk codes() {
        return codes;
    }

    PasskeyDesk passkeys() {
        return passkeys;
    }

    PairingSession open(Channel channel, Registration registration) {
        PairingSession session = new PairingSession(channel, registration);
        sessions.add(session);
        showNewRefs(session);
        return session;
    }

    void closed(PairingSession session) {
        forgetRefs(session);
        sessions.remove(session);
        codes.closed(session);
        session.passkey().ifPresent(ceremony -> ceremony.stop("The companion's connection is gone"));
        fail(session, ControlException.refused("The companion went away before it was linked"));
    }

    /// Gives out new refs where all are used up, and gives up on companions that do not answer `pair-success`.
    void tick() {
        Instant now = clock.now();
        removeAgain(now);
        for (PairingSession session : List.copyOf(sessions)) {
            if (session.refsAreUsedUp(now)) {
                showNewRefs(session);
            }
            boolean late = session.link()
                    .filter(link -> !now.isBefore(link.deadline()))
                    .isPresent();
            if (late) {
                fail(session, ControlException.timeout("The companion did not answer pair-success in time"));
            }
        }
    }

    /// The phone of `account` has scanned a code. The outcome comes when the companion has answered.
    ///
    /// @param refreshFirst whether the companion has to show another secret before
    /// @throws ControlException when code and socket do not belong together
    CompletableFuture<ScanResult> scan(Account account, QrCode code, boolean refreshFirst, boolean lidMigrated) {
        PairingSession session = showing(code);
        if (session.link().isPresent()) {
            throw ControlException.conflict("This companion is being linked already");
        }
        if (refreshFirst && !session.wasAskedToRefresh()) {
            session.outdated(code.secret());
            session.channel().send(notices.companionRegRefresh());
            return CompletableFuture.completedFuture(new ScanResult.RefreshAsked());
        }
        if (session.isOutdated(code.secret())) {
            throw ControlException.conflict("The companion still shows the secret that it was asked to replace");
        }
        byRef.remove(code.ref());
        return consented(session, account, Optional.of(Bytes.wrap(code.secret())), lidMigrated);
    }

    /// The phone's owner wants the companion; the account may want more.
    private CompletableFuture<ScanResult> consented(
            PairingSession session, Account account, Optional<Bytes> secret, boolean lidMigrated) {
        return switch (account.passkeys().policy()) {
            case OFF ->
                offer(
                        session,
                        account,
                        secret.orElseThrow(() -> ControlException.conflict("The phone knows no secret")),
                        lidMigrated,
                        List.of());
            case REQUIRED -> {
                session.channel().attributeTo(account.phone(), 0);
                passkeys.begin(session, account, secret, lidMigrated);
                yield CompletableFuture.completedFuture(new ScanResult.PasskeyAsked());
            }
            case REQUIRED_NO_PASSKEY -> CompletableFuture.completedFuture(new ScanResult.PasskeyMissing());
        };
    }

    private void removeAgain(Instant now) {
        List<Removal> due =
                removals.stream().filter(removal -> !now.isBefore(removal.at())).toList();
        removals.removeAll(due);
        due.forEach(removal -> unlinking.unlink(removal.device()));
    }

    private PairingSession showing(QrCode code) {
        PairingSession session = byRef.get(code.ref());
        if (session == null) {
            throw ControlException.unknown("No companion shows this ref");
        }
        boolean expired = session.refs().stream()
                .anyMatch(ref -> ref.text().equals(code.ref()) && !clock.now().isBefore(ref.expires()));
        if (expired) {
            throw ControlException.gone("This ref has expired");
        }
        if (!code.noiseKey().equals(session.registration().noiseKey())) {
            throw ControlException.conflict("The code's noise key is not the one of the companion's connection");
        }
        if (!code.identity().equals(session.registration().identity())) {
            throw ControlException.conflict("The code's identity key is not the one that the companion registered");
        }
        return session;
    }

    private CompletableFuture<ScanResult> offer(
            PairingSession session, Account account, Bytes secret, boolean lidMigrated, List<Node> extras) {
        Registration registration = session.registration();
        int keyIndex = account.nextKeyIndex();
        ADVSignedDeviceIdentity offered = account.signer().signDevice(registration.identity(), keyIndex, clock.stamp());
        PairingSession.Link link = new PairingSession.Link(
                ids.next(),
                account,
                account.pn().withDevice(account.nextDeviceNumber()),
                keyIndex,
                offered,
                clock.now().plus(config.pairingTimeout()),
                new CompletableFuture<>());
        session.linking(link);
        session.channel().attributeTo(account.phone(), link.jid().device());
        session.channel().send(pairSuccess(link, AdvSigner.seal(offered, secret.toByteArray()), lidMigrated, extras));
        return link.outcome();
    }

    private Node pairSuccess(PairingSession.Link link, Bytes container, boolean lidMigrated, List<Node> extras) {
        byte[] props = ClientPairingProps.newBuilder()
                .setIsChatDbLidMigrated(lidMigrated)
                .setIsSyncdPureLidSession(lidMigrated)
                .build()
                .toByteArray();
        Node.Builder pairSuccess = Node.of("pair-success")
                .child(Node.of("device-identity").content(container))
                .child(Node.of("device")
                        .attr("jid", link.jid())
                        .attr("lid", link.account().lid().withDevice(link.jid().device())))
                .child(Node.of("platform").attr("name", "android"))
                .child(Node.of("client-props").content(props))
                .children(extras);
        return request(link.iqId()).attr("t", clock.stamp()).child(pairSuccess).build();
    }

    /// An answer or question of a companion that is not linked yet.
    void received(PairingSession session, Node stanza) {
        if (!stanza.tag().equals("iq")) {
            return;
        }
        switch (stanza.attrOrEmpty("type")) {
            case "get", "set" -> answer(session, stanza);
            case "result", "error" ->
                session.link()
                        .filter(link -> stanza.hasAttr("id", link.iqId()))
                        .ifPresent(link -> answered(session, link, stanza));
            default -> {
                // No other type exists.
            }
        }
    }

    /// The result goes out before whatever it causes.
    private void answer(PairingSession session, Node iq) {
        try {
            IqAnswer answer = answerTo(session, iq);
            session.channel()
                    .send(Nodes.append(IqRouter.result(iq, clock), answer.children())
                            .build());
            answer.afterwards().run();
        } catch (Refusal refusal) {
            session.channel().send(IqRouter.error(iq, refusal));
        }
    }

    private IqAnswer answerTo(PairingSession session, Node iq) {
        if (iq.hasAttr("xmlns", "w:p")) {
            return IqAnswer.EMPTY;
        }
        if (iq.hasAttr("xmlns", "md") && LinkCodeDesk.concerns(iq)) {
            return codes.answer(session, iq);
        }
        if (iq.hasAttr("xmlns", "md") && PasskeyDesk.concerns(iq)) {
            return passkeys.answer(session, iq);
        }
        throw Refusal.of(501, "feature-not-implemented");
    }

    private void answered(PairingSession session, PairingSession.Link link, Node answer) {
        if (answer.hasAttr("type", "error")) {
            Optional<Node> error = answer.child("error");
            fail(
                    session,
                    ControlException.refused("The companion refused to be linked: "
                            + error.map(node -> node.attrOrEmpty("code") + " " + node.attrOrEmpty("text"))
                                    .orElse("no reason given")));
            return;
        }
        Optional<Bytes> signed =
                PairingSignature.check(link, session.registration().identity(), answer);
        if (signed.isEmpty()) {
            fail(session, ControlException.refused("The companion's signature is not valid"));
            session.channel().close(StreamErrors.code(401));
            return;
        }
        link(session, link, signed.get());
    }

    private void link(PairingSession session, PairingSession.Link link, Bytes identity) {
        Registration registration = session.registration();
        Device device = new Device(
                link.account(),
                link.jid().device(),
                registration.identity(),
                registration.registrationId(),
                registration.signedPreKey(),
                Optional.of(
                        new Device.Companion(registration.noiseKey(), link.keyIndex(), identity, registration.props())),
                config.queueLimit());
        device.account().add(device);
        deviceListNotices.linked(device);
        if (device.account().passkeys().has(PasskeyFault.REMOVE_AFTER_LINK)) {
            removals.add(new Removal(device, clock.now().plus(REMOVED_AFTER)));
        }
        session.linkingEnded();
        session.channel().close(StreamErrors.code(515));
        link.outcome().complete(new ScanResult.Linked(device.number(), device.pn(), device.lid()));
    }

    private static void fail(PairingSession session, ControlException cause) {
        Optional<PairingSession.Link> link = session.link();
        session.linkingEnded();
        link.ifPresent(failed -> failed.outcome().completeExceptionally(cause));
    }

    private void showNewRefs(PairingSession session) {
        forgetRefs(session);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < REFS; i++) {
            texts.add(newRef());
        }
        session.show(texts, clock.now(), config.firstRefLifetime(), config.refLifetime());
        texts.forEach(text -> byRef.put(text, session));
        List<Node> nodes = texts.stream()
                .map(text -> Node.of("ref").content(Bytes.utf8(text)).build())
                .toList();
        session.channel()
                .send(request(ids.next())
                        .child(Node.of("pair-device").children(nodes))
                        .build());
    }

    private void forgetRefs(PairingSession session) {
        session.refs().forEach(ref -> byRef.remove(ref.text()));
    }

    private String newRef() {
        byte[] bytes = new byte[REF_BYTES];
        random.nextBytes(bytes);
        return "2@" + Base64.getEncoder().encodeToString(bytes);
    }

    private static Node.Builder request(String id) {
        return Node.of("iq")
                .attr("from", Jid.SERVER)
                .attr("type", "set")
                .attr("id", id)
                .attr("xmlns", "md");
    }
}
