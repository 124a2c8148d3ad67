package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.DeviceProps;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the server knows of one device: its keys, what waits for it, and its connection. Device 0 is the
/// phone. Guarded by the directory's lock.
final class Device {
    private final Account account;
    private final int number;
    private PublicKey identity;
    private final Optional<Companion> companion;
    private final DeliveryQueue queue;
    private final PreKeyPool preKeys = new PreKeyPool();
    private final AcceptedMessages accepted = new AcceptedMessages();
    private int registrationId;
    private PublishedSignedPreKey signedPreKey;
    private Instant lastSeen = Instant.MAX;
    private boolean hasUploaded;
    private boolean lowStockAnnounced;
    private @Nullable DeviceSession session;

    Device(
            Account account,
            int number,
            PublicKey identity,
            int registrationId,
            PublishedSignedPreKey signedPreKey,
            Optional<Companion> companion,
            int queueLimit) {
        this.account = account;
        this.number = number;
        this.identity = identity;
        this.registrationId = registrationId;
        this.signedPreKey = signedPreKey;
        this.companion = companion;
        this.queue = new DeliveryQueue(queueLimit);
    }

    /// What only a linked device has.
    ///
    /// @param noiseKey the static key that its logins must prove
    /// @param identity its ADVSignedDeviceIdentity, with the account's key in it
    /// @param props what it is and how much history it wants
    record Companion(PublicKey noiseKey, int keyIndex, Bytes identity, DeviceProps props) {}

    Account account() {
        return account;
    }

    int number() {
        return number;
    }

    PublicKey identity() {
        return identity;
    }

    Optional<Companion> companion() {
        return companion;
    }

    DeliveryQueue queue() {
        return queue;
    }

    PreKeyPool preKeys() {
        return preKeys;
    }

    AcceptedMessages accepted() {
        return accepted;
    }

    int registrationId() {
        return registrationId;
    }

    PublishedSignedPreKey signedPreKey() {
        return signedPreKey;
    }

    void rotate(PublishedSignedPreKey latest) {
        signedPreKey = latest;
    }

    /// Takes an upload's registration id and signed pre-key over; the one-time keys go to the pool.
    void uploaded(int newRegistrationId, PublishedSignedPreKey latest) {
        registrationId = newRegistrationId;
        signedPreKey = latest;
        hasUploaded = true;
        lowStockAnnounced = false;
    }

    boolean hasUploaded() {
        return hasUploaded;
    }

    /// Whether this is the first call since the last upload.
    boolean announceLowStock() {
        boolean first = !lowStockAnnounced;
        lowStockAnnounced = true;
        return first;
    }

    /// The live connection, if there is one.
    Optional<DeviceSession> session() {
        return Optional.ofNullable(session);
    }

    /// Notes that the device is there, or was until now.
    void seen(Instant now) {
        lastSeen = now;
    }

    /// Whether it has been away since before that time.
    boolean isSilentSince(Instant time) {
        return session == null && lastSeen.isBefore(time);
    }

    /// The device was set up anew: what others know of its keys is no longer good.
    void registerAnew(PublicKey newIdentity, int newRegistrationId, PublishedSignedPreKey latest) {
        identity = newIdentity;
        registrationId = newRegistrationId;
        signedPreKey = latest;
        preKeys.clear();
        hasUploaded = false;
    }

    void connect(DeviceSession latest) {
        session = latest;
        queue.rewind();
    }

    /// Forgets that connection, unless another has replaced it already.
    void disconnect(DeviceSession gone) {
        if (session == gone) {
            session = null;
            queue.rewind();
        }
    }

    /// Its name on that server.
    Jid on(String server) {
        return account.on(server).withDevice(number);
    }

    Jid pn() {
        return account.pn().withDevice(number);
    }

    Jid lid() {
        return account.lid().withDevice(number);
    }

    @Override
    public String toString() {
        return account + ":" + number;
    }
}
