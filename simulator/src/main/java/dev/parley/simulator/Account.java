package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the server knows of one person: both names, the devices, and whom they have exchanged messages with.
/// Guarded by the directory's lock.
final class Account {
    /// The wire carries a companion's number in one byte.
    private static final int LARGEST_DEVICE = 255;

    private String phone;
    private final String lidUser;
    private final Profile profile;
    private final TreeMap<Integer, Device> devices = new TreeMap<>();
    private final Set<Account> contacts = new HashSet<>();
    private final Set<Account> blocked = new HashSet<>();
    private AdvSigner signer;
    private final PasskeyGate passkeys = new PasskeyGate();
    private @Nullable Integer codeRefusal;
    private final AppStateAccount appState = new AppStateAccount();
    private KeyIndexes keyIndexes = KeyIndexes.NONE;
    private Runnable companionActive = () -> {};
    private int latestDevice;
    private long lastSeen;
    private int latestKeyIndex;

    /// @param phone digits of the international form
    /// @param signer the primary device's
    Account(String phone, String lidUser, String pushName, AdvSigner signer) {
        this.phone = phone;
        this.lidUser = lidUser;
        this.profile = new Profile(pushName);
        this.signer = signer;
    }

    String phone() {
        return phone;
    }

    /// To be called by the directory alone, which finds accounts by it.
    void renumber(String newPhone) {
        phone = newPhone;
    }

    AppStateAccount appState() {
        return appState;
    }

    String pushName() {
        return profile.pushName();
    }

    /// When a device was last available, in Unix seconds; 0 for never.
    long lastSeen() {
        return lastSeen;
    }

    void lastSeen(long time) {
        lastSeen = time;
    }

    Profile profile() {
        return profile;
    }

    Jid pn() {
        return Jid.pn(phone);
    }

    Jid lid() {
        return Jid.lid(lidUser);
    }

    /// This person's name on that server.
    Jid on(String server) {
        return server.equals(Jid.LID_SERVER) ? lid() : pn();
    }

    /// This person's name in the namespace other than that server's.
    Jid otherThan(String server) {
        return server.equals(Jid.LID_SERVER) ? pn() : lid();
    }

    void add(Device device) {
        devices.put(device.number(), device);
    }

    void remove(Device device) {
        devices.remove(device.number(), device);
    }

    Optional<Device> device(int number) {
        return Optional.ofNullable(devices.get(number));
    }

    /// By number, the primary first. A live view.
    Collection<Device> devices() {
        return devices.values();
    }

    List<Device> companions() {
        return devices.tailMap(1).values().stream().toList();
    }

    Device primary() {
        return device(0).orElseThrow(() -> new IllegalStateException("an account without its primary device"));
    }

    /// Numbers are never given out twice, so that an old device's traffic cannot be taken for a new one's.
    int nextDeviceNumber() {
        if (latestDevice == LARGEST_DEVICE) {
            throw ControlException.conflict("This account has used up its 255 device numbers");
        }
        latestDevice++;
        return latestDevice;
    }

    /// Has the phone told that a companion has become active. Called under the directory's lock, so `told`
    /// must not wait.
    void whenCompanionIsActive(Runnable told) {
        companionActive = told;
    }

    void companionIsActive() {
        companionActive.run();
    }

    PasskeyGate passkeys() {
        return passkeys;
    }

    /// The error that answers whoever asks for a pairing code for this number; empty when there is none.
    Optional<Integer> codeRefusal() {
        return Optional.ofNullable(codeRefusal);
    }

    void refuseCodes(@Nullable Integer code) {
        codeRefusal = code;
    }

    AdvSigner signer() {
        return signer;
    }

    /// The phone was set up anew.
    void registerAnew(AdvSigner newSigner) {
        signer = newSigner;
    }

    int nextKeyIndex() {
        latestKeyIndex++;
        return latestKeyIndex;
    }

    KeyIndexes keyIndexes() {
        return keyIndexes;
    }

    /// Signs the list anew, after a companion came or went.
    ///
    /// @param timestamp Unix seconds
    void publishKeyIndexes(long timestamp) {
        List<Integer> valid = companions().stream()
                .flatMap(device -> device.companion().stream())
                .map(Device.Companion::keyIndex)
                .toList();
        keyIndexes = signer.signKeyIndexes(latestKeyIndex, valid, timestamp);
    }

    /// What keys for app state name: the devices among which they are shared.
    SyncFingerprint syncFingerprint() {
        List<Integer> indexes = new ArrayList<>(List.of(0));
        companions().stream()
                .flatMap(device -> device.companion().stream())
                .map(Device.Companion::keyIndex)
                .forEach(indexes::add);
        return new SyncFingerprint(signer.rawId(), latestKeyIndex, indexes);
    }

    /// @param rawId of the account's registration
    /// @param currentIndex the highest key index given out
    /// @param deviceIndexes key indexes of the devices, the phone's 0 first
    record SyncFingerprint(int rawId, int currentIndex, List<Integer> deviceIndexes) {}

    void met(Account other) {
        if (other != this) {
            contacts.add(other);
            other.contacts.add(this);
        }
    }

    Set<Account> contacts() {
        return contacts;
    }

    Set<Account> blocked() {
        return blocked;
    }

    @Override
    public String toString() {
        return "Account[…" + phone.substring(Math.max(0, phone.length() - 4)) + "]";
    }

    /// The key-index list that the primary has published.
    ///
    /// @param signed an encoded ADVSignedKeyIndexList, empty before the first companion
    /// @param timestamp Unix seconds
    record KeyIndexes(Bytes signed, long timestamp) {
        static final KeyIndexes NONE = new KeyIndexes(Bytes.EMPTY, 0);
    }
}
