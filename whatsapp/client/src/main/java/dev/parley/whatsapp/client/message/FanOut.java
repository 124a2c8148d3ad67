package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who gets a copy of a message, all in one namespace: mixing LIDs and phone numbers in a stanza is refused by
/// WhatsApp (messaging.md section 3.2).
///
/// @param to the recipient, without device
/// @param recipientPn the recipient's phone number when `to` is a LID and the number is known
/// @param recipientDevices the recipient's
/// @param ownDevices the account's other devices; empty for a chat with oneself, whose devices are the
///     recipient's
record FanOut(Jid to, Optional<Jid> recipientPn, List<Jid> recipientDevices, List<Jid> ownDevices) {
    static FanOut of(Records records, Jid recipient, Account account) {
        Optional<Jid> lid =
                recipient.isLid() ? Optional.of(recipient) : records.lids().lidOf(recipient);
        Optional<Jid> pn =
                recipient.isPn() ? Optional.of(recipient) : records.lids().pnOf(recipient);
        boolean byLid = lid.isPresent() && (account.lidMigrated() || pn.isEmpty());
        Jid to = byLid ? lid.get() : pn.orElse(recipient);
        Jid self = byLid ? account.lid() : account.pn();
        List<Jid> recipientDevices = devices(records, to, account);
        List<Jid> ownDevices = account.owns(to) ? List.of() : devices(records, self.bare(), account);
        return new FanOut(to, byLid ? pn : Optional.empty(), recipientDevices, ownDevices);
    }

    Stream<Jid> devices() {
        return Stream.concat(recipientDevices.stream(), ownDevices.stream());
    }

    /// Where the session with a device is kept: under its LID as soon as that is known, however it is addressed.
    static SignalAddress session(Records records, Jid device) {
        Jid named = device.isPn()
                ? records.lids()
                        .lidOf(device)
                        .map(lid -> lid.withDevice(device.device()))
                        .orElse(device)
                : device;
        return SignalRecords.address(named);
    }

    private static List<Jid> devices(Records records, Jid user, Account account) {
        return DeviceDirectory.known(records, user).stream()
                .filter(device -> !account.isThisDevice(device))
                .toList();
    }
}
