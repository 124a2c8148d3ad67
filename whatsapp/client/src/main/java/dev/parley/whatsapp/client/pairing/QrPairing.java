package dev.parley.whatsapp.client.pairing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.ClientPairingProps;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Linking by QR code on one connection (connection.md section 6): shows the refs one after the other, gives the
/// code a new secret when the server asks for it, checks and answers pair-success. Thread-safe.
public final class QrPairing {
    private static final Duration FIRST_REF = Duration.ofSeconds(60);
    private static final Duration OTHER_REFS = Duration.ofSeconds(20);
    private static final String PAIR_SUCCESS = "pair-success";

    private final Connection connection;
    private final Vault vault;
    private final EventConsumer consumer;
    private final Consumer<StateEvent> states;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final InstantSource clock;
    private final SecureRandom random;

    private final Deque<String> refs = new ArrayDeque<>();
    private Optional<String> shown = Optional.empty();
    private Instant shownUntil = Instant.MIN;
    private @Nullable Future<?> nextRef;

    /// @param states where the codes go
    public QrPairing(
            Connection connection,
            Vault vault,
            EventConsumer consumer,
            Consumer<StateEvent> states,
            ScheduledExecutorService timer,
            Executor executor,
            InstantSource clock,
            SecureRandom random) {
        this.connection = connection;
        this.vault = vault;
        this.consumer = consumer;
        this.states = states;
        this.timer = timer;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
    }

    /// Whether an iq from the server belongs here.
    public static boolean concerns(Node iq) {
        return iq.child("pair-device").isPresent() || iq.child(PAIR_SUCCESS).isPresent();
    }

    /// Handles `pair-device` and `pair-success`.
    public synchronized void handle(Node iq) {
        iq.child("pair-device").ifPresent(pairDevice -> showRefs(iq, pairDevice));
        iq.child(PAIR_SUCCESS).ifPresent(success -> accept(iq, success));
    }

    /// The server wants the code drawn anew: same ref, new secret (connection.md section 6.5).
    public synchronized void refreshSecret() {
        vault.update(records -> records.credentials().write(credentials(records).withNewAdvSecret(random)));
        shown.ifPresent(ref -> show(ref, shownUntil));
    }

    /// Stops showing codes.
    public synchronized void stop() {
        refs.clear();
        shown = Optional.empty();
        cancelTimer();
    }

    private void showRefs(Node iq, Node pairDevice) {
        connection.send(result(iq).build());
        refs.clear();
        pairDevice.children("ref").forEach(ref -> ref.text().ifPresent(refs::add));
        showNext(FIRST_REF);
    }

    private void showNext(Duration lifetime) {
        cancelTimer();
        String ref = refs.poll();
        if (ref == null) {
            shown = Optional.empty();
            connection.end(new DisconnectCause.QrExpired());
            return;
        }
        shown = Optional.of(ref);
        show(ref, clock.instant().plus(lifetime));
        nextRef = timer.schedule(() -> executor.execute(this::refExpired), lifetime.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void refExpired() {
        if (connection.isOpen() && shown.isPresent() && !clock.instant().isBefore(shownUntil)) {
            showNext(OTHER_REFS);
        }
    }

    private void show(String ref, Instant until) {
        shownUntil = until;
        Credentials credentials = vault.transact(QrPairing::credentials);
        states.accept(new StateEvent.QrCode(QrText.of(ref, credentials), until));
    }

    private void accept(Node iq, Node success) {
        try {
            AdvVerifier.Verified verified = vault.transact(records -> link(records, success));
            stop();
            connection.send(result(iq)
                    .child(Node.of("pair-device-sign")
                            .child(Node.of("device-identity")
                                    .attr("key-index", verified.keyIndex())
                                    .content(Bytes.wrap(verified.forReply().toByteArray()))))
                    .build());
        } catch (PairingException e) {
            connection.send(Node.of("iq")
                    .attr("to", Jid.SERVER)
                    .attr("type", "error")
                    .attr("id", iq.attrOrEmpty("id"))
                    .child(Node.of("error").attr("code", e.code()).attr("text", e.text()))
                    .build());
            connection.end(new DisconnectCause.PairingRefused(e.text()));
        }
    }

    private AdvVerifier.Verified link(Records records, Node success) {
        Credentials credentials = credentials(records);
        AdvVerifier.Verified verified = AdvVerifier.verify(bytes(success, "device-identity"), credentials, random);
        Node device = success.child("device").orElseThrow(() -> new PairingException(500, "internal-error"));
        Jid pn = device.jid("jid").filter(Jid::isPn).orElseThrow(() -> new PairingException(500, "internal-error"));
        Jid lid = device.jid("lid").filter(Jid::isLid).orElseThrow(() -> new PairingException(500, "internal-error"));
        String platform =
                success.child("platform").map(node -> node.attrOrEmpty("name")).orElse("");
        records.credentials()
                .write(credentials.withAccount(
                        new Account(pn, lid, verified.identity(), platform, lidMigrated(success))));
        records.lids().learn(lid, pn);
        records.signal()
                .storeIdentity(
                        SignalRecords.address(lid.bare()),
                        PublicKey.of(
                                verified.identity().getAccountSignatureKey().toByteArray()));
        consumer.store(
                new StoredEvent.Paired(pn, lid, platform, success.child("biz").flatMap(biz -> biz.attr("name"))));
        return verified;
    }

    /// Unless the phone says otherwise, chats are addressed by LID, as whatsmeow does.
    private static boolean lidMigrated(Node success) {
        return success.child("client-props")
                .flatMap(Node::bytes)
                .map(bytes -> {
                    try {
                        ClientPairingProps props = ClientPairingProps.parseFrom(bytes.toByteArray());
                        return !props.hasIsChatDbLidMigrated() || props.getIsChatDbLidMigrated();
                    } catch (InvalidProtocolBufferException _) {
                        return true;
                    }
                })
                .orElse(true);
    }

    private static Credentials credentials(Records records) {
        return records.credentials().read().orElseThrow(() -> new IllegalStateException("no credentials"));
    }

    private static byte[] bytes(Node parent, String tag) {
        return parent.child(tag)
                .flatMap(Node::bytes)
                .map(Bytes::toByteArray)
                .orElseThrow(() -> new PairingException(500, "internal-error"));
    }

    private static Node.Builder result(Node iq) {
        return Node.of("iq").attr("to", Jid.SERVER).attr("type", "result").attr("id", iq.attrOrEmpty("id"));
    }

    private void cancelTimer() {
        if (nextRef != null) {
            nextRef.cancel(false);
            nextRef = null;
        }
    }
}
