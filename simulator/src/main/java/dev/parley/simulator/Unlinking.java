package dev.parley.simulator;

/// Takes a companion off its account. Guarded by the directory's lock.
final class Unlinking {
    private final DeviceListNotices deviceListNotices;

    Unlinking(DeviceListNotices deviceListNotices) {
        this.deviceListNotices = deviceListNotices;
    }

    /// The device is told when it is connected, and learns it at its next login otherwise.
    void unlink(Device companion) {
        companion.account().remove(companion);
        companion.session().ifPresent(session -> session.close(StreamErrors.deviceRemoved()));
        deviceListNotices.unlinked(companion);
    }
}
