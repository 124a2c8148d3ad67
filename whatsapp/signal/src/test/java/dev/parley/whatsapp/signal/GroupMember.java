package dev.parley.whatsapp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.signal.GroupDecryptResult.Plaintext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A device in a test group, whose store keeps records as bytes, as a database would, and can go back to where it was.
final class GroupMember implements SenderKeyStore {
    static final String GROUP = "group";

    final SenderKeyName name;
    final GroupSessionBuilder builder;
    final GroupCipher cipher;

    private Map<SenderKeyName, byte[]> records = new HashMap<>();

    GroupMember(String name, int device, SecureRandom random) {
        this.name = new SenderKeyName(GROUP, new SignalAddress(name, device));
        this.builder = new GroupSessionBuilder(this, random);
        this.cipher = new GroupCipher(this, random);
    }

    /// Takes in the present key of `other` as it travels.
    void meet(GroupMember other) {
        builder.process(
                other.name,
                SenderKeyDistributionMessage.parse(
                        other.builder.create(other.name).serialize()));
    }

    byte[] encrypt(String text) {
        return cipher.encrypt(name, text.getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .serialized();
    }

    String read(GroupMember from, byte[] message) {
        GroupDecryptResult result = open(from, message);
        assertThat(result).isInstanceOf(Plaintext.class);
        return new String(((Plaintext) result).bytes(), StandardCharsets.UTF_8);
    }

    GroupDecryptResult open(GroupMember from, byte[] message) {
        return cipher.decrypt(from.name, message);
    }

    /// The record of `other`'s keys.
    SenderKeyRecord record(GroupMember other) {
        return senderKeys(other.name).orElse(SenderKeyRecord.EMPTY);
    }

    /// Runs `action` and takes back all that it stored.
    void rollBackAfter(Runnable action) {
        Map<SenderKeyName, byte[]> before = new HashMap<>(records);
        action.run();
        records = before;
    }

    @Override
    public Optional<SenderKeyRecord> senderKeys(SenderKeyName of) {
        return Optional.ofNullable(records.get(of)).map(SenderKeyRecord::parse);
    }

    @Override
    public void storeSenderKeys(SenderKeyName of, SenderKeyRecord record) {
        records.put(of, record.toByteArray());
    }

    @Override
    public List<SenderKeyName> devicesWithSenderKeys(String groupId, String senderName) {
        return records.keySet().stream()
                .filter(device -> device.groupId().equals(groupId)
                        && device.sender().name().equals(senderName))
                .toList();
    }
}
