package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredSenderKeys;
import dev.parley.whatsapp.signal.SenderKeyName;
import dev.parley.whatsapp.signal.SenderKeyRecord;
import dev.parley.whatsapp.signal.SenderKeyStore;
import dev.parley.whatsapp.signal.SignalAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Signal's view of the sender keys in groups, status and broadcast lists. One entry holds those of all of a
/// person's devices in one group: WhatsApp does not always tell which of them sent (messaging.md section 1.11).
public final class SenderKeyRecords implements SenderKeyStore {
    /// More than WhatsApp lets a person link.
    private static final int MAX_DEVICES = 100;

    private final Transaction transaction;

    SenderKeyRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public Optional<SenderKeyRecord> senderKeys(SenderKeyName name) {
        return read(name.groupId(), name.sender().name()).getDeviceList().stream()
                .filter(device -> device.getNumber() == name.sender().device())
                .findFirst()
                .map(device -> SenderKeyRecord.parse(device.getRecord().toByteArray()));
    }

    @Override
    public void storeSenderKeys(SenderKeyName name, SenderKeyRecord record) {
        String sender = name.sender().name();
        StoredSenderKeys.Builder keys = StoredSenderKeys.newBuilder();
        // The oldest ones go when there are too many.
        read(name.groupId(), sender).getDeviceList().stream()
                .filter(device -> device.getNumber() != name.sender().device())
                .limit(MAX_DEVICES - 1L)
                .forEach(keys::addDevice);
        keys.addDevice(
                0,
                StoredSenderKeys.Device.newBuilder()
                        .setNumber(name.sender().device())
                        .setRecord(ByteString.copyFrom(record.toByteArray())));
        transaction.write(
                EntryKind.SENDER_KEY,
                entry(name.groupId(), sender),
                keys.build().toByteArray());
    }

    @Override
    public List<SenderKeyName> devicesWithSenderKeys(String groupId, String senderName) {
        return read(groupId, senderName).getDeviceList().stream()
                .map(device -> new SenderKeyName(groupId, new SignalAddress(senderName, device.getNumber())))
                .toList();
    }

    /// Forgets the keys of those who have not written for long: who writes again is asked for a new one.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.SENDER_KEY, time);
    }

    private StoredSenderKeys read(String groupId, String senderName) {
        return Records.parse(transaction, EntryKind.SENDER_KEY, entry(groupId, senderName), StoredSenderKeys.parser())
                .orElse(StoredSenderKeys.getDefaultInstance());
    }

    private static String entry(String groupId, String senderName) {
        return groupId + " " + senderName;
    }
}
