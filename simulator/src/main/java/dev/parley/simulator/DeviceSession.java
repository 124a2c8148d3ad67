package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.HashSet;
import java.util.Set;

/// One logged-in connection of one device. Guarded by the directory's lock.
///
/// Passive (login) → draining (`active`) → live (the queue of that moment is out). Presence is per connection.
final class DeviceSession {
    private final Device device;
    private final Channel channel;
    private Phase phase = Phase.PASSIVE;
    private final Set<Jid> subscriptions = new HashSet<>();
    private boolean available;
    private long backlogEnd;
    private int backlogSize;
    private long allowance;
    private int offlineSent;

    DeviceSession(Device device, Channel channel) {
        this.device = device;
        this.channel = channel;
    }

    enum Phase {
        /// Nothing of the queue is sent before the client says `active`.
        PASSIVE,
        /// The queue of the moment of `active` is being sent.
        DRAINING,
        LIVE
    }

    Device device() {
        return device;
    }

    Account account() {
        return device.account();
    }

    void send(Node stanza) {
        channel.send(stanza);
    }

    /// Whether this is still the device's connection, not one that was replaced or removed.
    boolean isCurrent() {
        return device.session().filter(current -> current == this).isPresent();
    }

    /// Ends the connection; the device keeps its queue for the next one.
    void close(Node farewell) {
        device.disconnect(this);
        channel.close(farewell);
    }

    Phase phase() {
        return phase;
    }

    void startDraining(int size, long newAllowance) {
        phase = Phase.DRAINING;
        backlogEnd = device.queue().latest();
        backlogSize = size;
        allowance = newAllowance;
    }

    void allow(long more) {
        allowance += more;
    }

    boolean hasAllowance() {
        return allowance > 0;
    }

    /// The number that the next stanza of the backlog carries, from 1.
    int nextOfflineNumber() {
        allowance--;
        offlineSent++;
        return offlineSent;
    }

    boolean isBacklog(Delivery delivery) {
        return delivery.sequence() <= backlogEnd;
    }

    int backlogSize() {
        return backlogSize;
    }

    void live() {
        phase = Phase.LIVE;
    }

    void passive() {
        phase = Phase.PASSIVE;
    }

    /// Whose presence this client follows, by the names it used.
    Set<Jid> subscriptions() {
        return subscriptions;
    }

    boolean available() {
        return available;
    }

    void available(boolean nowAvailable) {
        available = nowAvailable;
    }
}
