package dev.parley.simulator;

import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The server without sockets: stanzas go in and come out as nodes. Time stands still unless moved.
final class TestServer implements AutoCloseable {
    static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    final MovableClock clock = MovableClock.standing(START);
    final SecureRandom random = new SecureRandom();
    final ServerCore core;

    TestServer() {
        this(builder -> builder);
    }

    TestServer(UnaryOperator<Simulator.Builder> settings) {
        core = new ServerCore(
                settings.apply(Simulator.builder().clock(clock).random(random)).config());
    }

    SimulatedPhone phone(String phone, String name) {
        return core.phones().create(phone, name);
    }

    /// A companion's connection after the handshake.
    TestConnection connect(Companion companion, ClientPayload.Builder payload) {
        RecordingChannel channel = new RecordingChannel();
        Optional<Peer> peer = core.admission()
                .admit(channel, companion.noise().publicKey(), payload.build().toByteString());
        return new TestConnection(channel, peer);
    }

    TestConnection login(Companion companion) {
        return connect(companion, companion.login());
    }

    /// Links a new companion to that phone.
    Companion link(SimulatedPhone phone) {
        Companion companion = new Companion(random);
        TestConnection pairing = connect(companion, companion.registration());
        pairing.channel().listener(node -> {
            if (node.child("pair-success").isPresent()) {
                pairing.send(companion.answer(node));
            }
        });
        phone.scan(companion.qr(firstRef(pairing)));
        return companion;
    }

    /// Links a companion, lets it log in and say `active`, and forgets what it was sent so far.
    Linked linked(SimulatedPhone phone) {
        Companion companion = link(phone);
        return new Linked(companion, active(companion));
    }

    TestConnection active(Companion companion) {
        TestConnection connection = login(companion);
        connection.send(Stanzas.active());
        connection.channel().clear();
        return connection;
    }

    record Linked(Companion companion, TestConnection connection) {}

    static List<String> refs(TestConnection pairing) {
        Node latest = pairing.channel().sent("iq").reversed().stream()
                .flatMap(iq -> iq.child("pair-device").stream())
                .findFirst()
                .orElseThrow();
        return latest.children("ref").stream()
                .map(ref -> ref.bytes().map(Bytes::utf8).orElseThrow())
                .toList();
    }

    static String firstRef(TestConnection pairing) {
        return refs(pairing).getFirst();
    }

    @Override
    public void close() {
        core.executor().shutdownNow();
    }
}
