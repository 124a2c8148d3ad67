package dev.parley.whatsapp.signal;

import java.util.List;
import java.util.Optional;

/// Where sender keys live, our own and those of others; implemented by whoever uses this library.
///
/// **Locking and transactions are the caller's**, as with [SignalStore], with a [SenderKeyName] in the place of the
/// address: a lock of that name around each call of [GroupCipher] and [GroupSessionBuilder], and a transaction that is
/// durable before a message leaves and that holds the decrypted one. Everything handed in or out is immutable.
public interface SenderKeyStore {

    Optional<SenderKeyRecord> senderKeys(SenderKeyName name);

    /// Replaces the record of that name.
    void storeSenderKeys(SenderKeyName name, SenderKeyRecord record);

    /// The devices of one sender that have a record in the group, in any order.
    ///
    /// @param senderName the [SignalAddress#name] that the devices share
    List<SenderKeyName> devicesWithSenderKeys(String groupId, String senderName);
}
