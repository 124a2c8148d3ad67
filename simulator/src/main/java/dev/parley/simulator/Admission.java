package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.Optional;

/// Decides who a client is after its handshake: a companion to be linked, a linked device, or nobody
/// (protocol notes, connection 8). Thread-safe.
final class Admission {
    private static final int ROUTING_INFO_LENGTH = 6;
    private static final int LOGGED_OUT = 401;

    private final PayloadCheck check;
    private final Directory directory;
    private final PairingDesk pairingDesk;
    private final StanzaRouter router;
    private final Postman postman;
    private final Faults faults;
    private final ServerClock clock;
    private final SecureRandom random;

    Admission(
            PayloadCheck check,
            Directory directory,
            PairingDesk pairingDesk,
            StanzaRouter router,
            Postman postman,
            Faults faults,
            ServerClock clock,
            SecureRandom random) {
        this.check = check;
        this.directory = directory;
        this.pairingDesk = pairingDesk;
        this.router = router;
        this.postman = postman;
        this.faults = faults;
        this.clock = clock;
        this.random = random;
    }

    /// Whose the connection is from now on. Empty when the client was sent away.
    ///
    /// @param noiseKey the static key that the client proved in its handshake
    Optional<Peer> admit(Channel channel, PublicKey noiseKey, ByteString payload) {
        return directory.locked(() -> switch (check.check(payload, noiseKey)) {
            case PayloadCheck.Refused(int reason) -> sendAway(channel, reason);
            case PayloadCheck.Register(Registration registration) ->
                Optional.of(new PairingPeer(pairingDesk.open(channel, registration), pairingDesk, directory));
            case PayloadCheck.Login login -> login(channel, noiseKey, login);
        });
    }

    private Optional<Peer> login(Channel channel, PublicKey noiseKey, PayloadCheck.Login login) {
        Optional<Device> known = directory
                .byPhone(login.phone())
                .flatMap(account -> account.device(login.device()))
                .filter(device -> device.companion()
                        .filter(companion -> companion.noiseKey().equals(noiseKey))
                        .isPresent());
        if (known.isEmpty()) {
            return sendAway(channel, LOGGED_OUT);
        }
        Device device = known.get();
        channel.attributeTo(login.phone(), device.number());
        Optional<Integer> failure = faults.takeLoginFailure(login.phone());
        if (failure.isPresent()) {
            return sendAway(channel, failure.get());
        }
        device.session().ifPresent(older -> older.close(StreamErrors.replaced()));
        DeviceSession session = new DeviceSession(device, channel);
        device.connect(session);
        session.send(success(device));
        session.send(edgeRouting());
        if (!login.passive()) {
            postman.activate(session);
        }
        return Optional.of(new DevicePeer(session, router));
    }

    private static Optional<Peer> sendAway(Channel channel, int reason) {
        channel.close(StreamErrors.failure(reason));
        return Optional.empty();
    }

    private Node success(Device device) {
        return Node.of("success")
                .attr("t", clock.stamp())
                .attr("lid", device.lid())
                .attr("props", 27)
                .attr("abprops", 8)
                .attr("location", "sim")
                .build();
    }

    private Node edgeRouting() {
        byte[] info = new byte[ROUTING_INFO_LENGTH];
        random.nextBytes(info);
        return Node.of("ib")
                .attr("from", Jid.SERVER)
                .child(Node.of("edge_routing").child(Node.of("routing_info").content(info)))
                .build();
    }
}
