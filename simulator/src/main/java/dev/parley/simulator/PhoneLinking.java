package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What phones do about companions, under the directory's lock. Thread-safe.
record PhoneLinking(Directory directory, PairingDesk desk, Unlinking unlinking, Notices notices) {
    /// The phone was set up anew.
    void registerAnew(PhoneLine line, AdvSigner signer, PhoneCipher cipher) {
        line.registerAnew(signer, cipher, notices, unlinking);
    }

    CompletableFuture<ScanResult> scan(Account account, QrCode code, boolean refreshFirst, boolean lidMigrated) {
        return directory.locked(() -> desk.scan(account, code, refreshFirst, lidMigrated));
    }

    CompletableFuture<ScanResult> primaryHello(
            Account account, Bytes ref, Bytes wrapped, Bytes identity, boolean lidMigrated) {
        return directory.locked(() -> desk.codes().primaryHello(account, ref, wrapped, identity, lidMigrated));
    }

    void codeOpened(Account account, Bytes ref, Bytes secret) {
        directory.lockedRun(() -> desk.codes().opened(account, ref, secret));
    }

    void codeUnreadable(Account account, Bytes ref) {
        directory.lockedRun(() -> desk.codes().unreadable(account, ref));
    }

    void refreshCode(Account account) {
        directory.lockedRun(() -> desk.codes().refresh(account));
    }

    void refuseCodes(Account account, Optional<Integer> code) {
        directory.lockedRun(() -> account.refuseCodes(code.orElse(null)));
    }

    List<Integer> companions(Account account) {
        return directory.locked(
                () -> account.companions().stream().map(Device::number).toList());
    }

    void unlink(Account account, int number) {
        directory.lockedRun(() -> unlinking.unlink(account.device(number)
                .filter(device -> device.companion().isPresent())
                .orElseThrow(() -> ControlException.unknown("The phone has no companion " + number))));
    }
}
