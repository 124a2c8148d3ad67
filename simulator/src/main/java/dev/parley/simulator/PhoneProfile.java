package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.util.Map;
import java.util.TreeMap;

/// What the owner of a phone changes about themselves on the phone: their contacts and companions are told.
/// Thread-safe.
public final class PhoneProfile {
    private final Device device;
    private final Directory directory;
    private final ProfileDesk desk;

    PhoneProfile(Device device, Directory directory, ProfileDesk desk) {
        this.device = device;
        this.directory = directory;
        this.desk = desk;
    }

    /// Changes the push name.
    public void rename(String name) {
        change(() -> desk.rename(device, name));
    }

    public void about(String text) {
        change(() -> desk.about(device, text));
    }

    /// Sets the profile picture and returns its id.
    public String picture(byte[] jpeg) {
        return directory.locked(() -> Long.toString(desk.picture(device, Bytes.copyOf(jpeg))));
    }

    public void removePicture() {
        change(() -> desk.removePicture(device));
    }

    /// Changes a privacy setting, both named as on the wire: `readreceipts` to `none`, …
    public void privacy(String setting, String value) {
        change(() -> desk.privacy(device, setting, value));
    }

    /// The privacy settings by name.
    public Map<String, String> privacy() {
        return directory.locked(() -> new TreeMap<>(device.account().profile().privacy()));
    }

    /// Blocks another phone's owner: what they send is acknowledged and not delivered.
    public void block(SimulatedPhone other) {
        change(() -> desk.block(device, other.lid(), true));
    }

    public void unblock(SimulatedPhone other) {
        change(() -> desk.block(device, other.lid(), false));
    }

    /// Whether this phone's owner has blocked the other's.
    public boolean hasBlocked(SimulatedPhone other) {
        return directory.locked(() -> directory
                .account(other.lid())
                .filter(device.account().blocked()::contains)
                .isPresent());
    }

    /// After how many seconds messages disappear by default; 0 for never.
    public void disappearingTimer(long seconds) {
        change(() -> desk.timer(device, seconds));
    }

    /// Makes the account a business with a name that WhatsApp vouches for.
    public void business(String name, BusinessCard card) {
        change(() -> desk.business(device.account(), name, card));
    }

    /// Tells contacts that something changed, and not what.
    public void touch() {
        change(() -> desk.contactChanged(device.account()));
    }

    private void change(Runnable work) {
        try {
            directory.lockedRun(work);
        } catch (Refusal refusal) {
            throw ControlException.invalid("The server would refuse that: " + refusal.text());
        }
    }
}
