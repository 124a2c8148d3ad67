package dev.parley.whatsapp.signal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sender keys in memory, for tests and simulated phones. Every write is final at once: there is no transaction.
/// Thread-safe, as long as each name is used by one thread at a time.
public final class InMemorySenderKeyStore implements SenderKeyStore {
    private final Map<SenderKeyName, SenderKeyRecord> records = new ConcurrentHashMap<>();

    /// Forgets the keys of one device in one group.
    public void forget(SenderKeyName name) {
        records.remove(name);
    }

    @Override
    public Optional<SenderKeyRecord> senderKeys(SenderKeyName name) {
        return Optional.ofNullable(records.get(name));
    }

    @Override
    public void storeSenderKeys(SenderKeyName name, SenderKeyRecord record) {
        records.put(name, record);
    }

    @Override
    public List<SenderKeyName> devicesWithSenderKeys(String groupId, String senderName) {
        return records.keySet().stream()
                .filter(name ->
                        name.groupId().equals(groupId) && name.sender().name().equals(senderName))
                .toList();
    }
}
