package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredBlocklist;
import dev.parley.whatsapp.proto.StoredPrivacySettings;
import dev.parley.whatsapp.wire.Jid;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What WhatsApp last said about the own account in relation to other people: how it calls itself, what it lets
/// them see, whom it has blocked.
public final class PeopleRecords {
    private static final String OWN_NAME = "own-push-name";
    private static final String PRIVACY = "privacy";
    private static final String BLOCKLIST = "blocklist";

    private final Transaction transaction;

    PeopleRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    /// The push name that others see, once it is known.
    public Optional<String> ownName() {
        return transaction.read(EntryKind.SETTING, OWN_NAME).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /// @return whether that is news
    public boolean learnOwnName(String name) {
        if (ownName().filter(name::equals).isPresent()) {
            return false;
        }
        transaction.write(EntryKind.SETTING, OWN_NAME, name.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /// Values by name, both as WhatsApp has them; empty before WhatsApp was asked.
    public Optional<Map<String, String>> privacy() {
        return Records.parse(transaction, EntryKind.SETTING, PRIVACY, StoredPrivacySettings.parser())
                .map(stored -> Map.copyOf(stored.getSettingMap()));
    }

    /// @return whether that is news
    public boolean writePrivacy(Map<String, String> settings) {
        if (privacy().filter(settings::equals).isPresent()) {
            return false;
        }
        transaction.write(
                EntryKind.SETTING,
                PRIVACY,
                StoredPrivacySettings.newBuilder()
                        .putAllSetting(new TreeMap<>(settings))
                        .build()
                        .toByteArray());
        return true;
    }

    /// Who is blocked, each under the name WhatsApp gave; empty before WhatsApp was asked.
    public Optional<Set<Jid>> blocklist() {
        return Records.parse(transaction, EntryKind.SETTING, BLOCKLIST, StoredBlocklist.parser())
                .map(stored -> {
                    Set<Jid> blocked = new LinkedHashSet<>();
                    stored.getBlockedList().forEach(jid -> Jid.parse(jid).ifPresent(blocked::add));
                    return blocked;
                });
    }

    /// @return whether that is news
    public boolean writeBlocklist(Set<Jid> blocked) {
        if (blocklist().filter(blocked::equals).isPresent()) {
            return false;
        }
        transaction.write(
                EntryKind.SETTING,
                BLOCKLIST,
                StoredBlocklist.newBuilder()
                        .addAllBlocked(blocked.stream().map(Jid::toString).toList())
                        .build()
                        .toByteArray());
        return true;
    }
}
