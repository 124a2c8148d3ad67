package dev.parley.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// What goes wrong on purpose. Each call names a phone, whose companions it means, or leaves it out to mean
/// all. Thread-safe.
public final class Faults {
    private static final String ALL = "*";

    private final Connections connections;
    private final Directory directory;
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, Integer> loginFailures = new ConcurrentHashMap<>();
    private final ArmedFaults<SendFault> sendFaults = new ArmedFaults<>();
    private final ArmedFaults<DeliveryFault> deliveryFaults = new ArmedFaults<>();
    private final Set<String> withheldAcks = ConcurrentHashMap.newKeySet();
    private final Map<String, UsyncError> usyncErrors = new ConcurrentHashMap<>();
    private volatile boolean commonFirst;
    private volatile boolean refusing;

    Faults(Connections connections, Directory directory) {
        this.connections = connections;
        this.directory = directory;
    }

    /// Drops connections at once, without a stanza and without closing the WebSocket.
    public void drop(Optional<String> phone) {
        connections.each(of(phone), ClientConnection::abort);
    }

    /// Sends a stream error by code and closes.
    public void streamError(Optional<String> phone, int code) {
        connections.each(of(phone), connection -> connection.close(StreamErrors.code(code)));
    }

    /// Closes as if the same device had connected elsewhere.
    public void replaced(Optional<String> phone) {
        connections.each(of(phone), connection -> connection.close(StreamErrors.replaced()));
    }

    /// Ends the stream as the server does when it restarts.
    public void streamEnd(Optional<String> phone) {
        connections.each(of(phone), connection -> connection.close(StreamErrors.streamEnd()));
    }

    /// Changes one bit of the next frame to each connection.
    public void corruptFrame(Optional<String> phone) {
        connections.each(of(phone), ClientConnection::corruptNextFrame);
    }

    /// Answers the next login with `<failure>` and that reason.
    public void failNextLogin(Optional<String> phone, int reason) {
        loginFailures.put(phone.orElse(ALL), reason);
    }

    /// Sends every stanza only after this time; zero ends it.
    public void delay(Optional<String> phone, Duration time) {
        if (time.isZero()) {
            delays.remove(phone.orElse(ALL));
        } else {
            delays.put(phone.orElse(ALL), time);
        }
    }

    /// Stops or starts again to acknowledge what clients send.
    public void withholdAcks(Optional<String> phone, boolean withhold) {
        if (withhold) {
            withheldAcks.add(phone.orElse(ALL));
        } else {
            withheldAcks.remove(phone.orElse(ALL));
        }
    }

    /// Befalls the next message that a companion sends, after the faults that were armed before.
    public void onNextSend(Optional<String> phone, SendFault fault) {
        sendFaults.arm(phone, fault);
    }

    /// Befalls the next message to a companion, after the faults that were armed before. What is sent again
    /// for a retry is spared.
    public void onNextDelivery(Optional<String> phone, DeliveryFault fault) {
        deliveryFaults.arm(phone, fault);
    }

    /// Empties the stock of one-time pre-keys of all devices of a phone: new sessions with them start without
    /// one, until they have uploaded more.
    public void exhaustPreKeys(Optional<String> phone) {
        directory.lockedRun(() -> directory.accounts().stream()
                .filter(account -> phone.isEmpty() || phone.get().equals(account.phone()))
                .forEach(account ->
                        account.devices().forEach(device -> device.preKeys().clear())));
    }

    /// Refuses or accepts new connections.
    public void refuseConnections(boolean refuse) {
        refusing = refuse;
    }

    /// How one protocol of usync fails for everybody.
    ///
    /// @param backoff how long it must not be asked for again
    record UsyncError(int code, Duration backoff) {}

    /// Answers one protocol of usync (`status`, `devices`, …) with an error, to everybody, until cleared.
    public void usyncError(String protocol, int code, Duration backoff) {
        usyncErrors.put(protocol, new UsyncError(code, backoff));
    }

    Optional<UsyncError> usyncError(String protocol) {
        return Optional.ofNullable(usyncErrors.get(protocol));
    }

    /// Puts the part of a group's message that is for all before the part that brings a device the key for it.
    public void commonPartFirst(boolean first) {
        commonFirst = first;
    }

    boolean commonPartFirst() {
        return commonFirst;
    }

    /// Ends all faults that last.
    public void clear() {
        usyncErrors.clear();
        commonFirst = false;
        delays.clear();
        loginFailures.clear();
        withheldAcks.clear();
        sendFaults.clear();
        deliveryFaults.clear();
        refusing = false;
    }

    boolean refusesConnections() {
        return refusing;
    }

    /// Once: the failure is used up.
    Optional<Integer> takeLoginFailure(String phone) {
        return Optional.ofNullable(loginFailures.remove(phone))
                .or(() -> Optional.ofNullable(loginFailures.remove(ALL)));
    }

    Optional<SendFault> takeSendFault(String phone) {
        return sendFaults.take(phone);
    }

    Optional<DeliveryFault> takeDeliveryFault(String phone) {
        return deliveryFaults.take(phone);
    }

    boolean withholdsAcks(String phone) {
        return withheldAcks.contains(ALL) || withheldAcks.contains(phone);
    }

    Duration delay(String phone) {
        return delays.getOrDefault(phone, delays.getOrDefault(ALL, Duration.ZERO));
    }

    private static Predicate<ClientConnection> of(Optional<String> phone) {
        return connection -> phone.isEmpty() || phone.equals(connection.phone());
    }
}
