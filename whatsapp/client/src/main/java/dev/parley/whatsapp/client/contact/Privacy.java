package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.event.PrivacySettings;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The account's privacy settings (media-history-appstate.md section 6.8): kept as WhatsApp last told them, asked
/// for again after every login and whenever another device changed one. Thread-safe.
public final class Privacy {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);
    /// WhatsApp has about fifteen.
    private static final int MAX_SETTINGS = 200;

    private final Vault vault;
    private final Link link;
    private final EventConsumer consumer;

    public Privacy(Vault vault, Link link, EventConsumer consumer) {
        this.vault = vault;
        this.link = link;
        this.consumer = consumer;
    }

    /// Asks WhatsApp and keeps the answer.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when WhatsApp cannot be asked
    public void refresh() {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "get")
                        .attr("xmlns", "privacy")
                        .child(Node.of("privacy")),
                TIMEOUT);
        keep(parse(answer));
    }

    PrivacySettings settings() {
        Map<String, String> known =
                vault.transact(records -> records.people().privacy()).orElse(Map.of());
        if (known.isEmpty()) {
            refresh();
            return new PrivacySettings(
                    vault.transact(records -> records.people().privacy()).orElse(Map.of()));
        }
        return new PrivacySettings(known);
    }

    void set(PrivacySettings.Setting setting, String value) {
        link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "set")
                        .attr("xmlns", "privacy")
                        .child(Node.of("privacy")
                                .child(Node.of("category")
                                        .attr("name", setting.code())
                                        .attr("value", value))),
                TIMEOUT);
        Map<String, String> changed = new TreeMap<>(settings().values());
        changed.put(setting.code(), value);
        keep(changed);
    }

    private void keep(Map<String, String> settings) {
        vault.update(records -> {
            if (!settings.isEmpty() && records.people().writePrivacy(settings)) {
                consumer.store(new StoredEvent.PrivacyChanged(new PrivacySettings(settings)));
            }
        });
    }

    /// Reads the answer's settings; what is no setting is left out.
    static Map<String, String> parse(Node answer) {
        Map<String, String> settings = new TreeMap<>();
        answer.child("privacy")
                .ifPresent(privacy -> privacy.children("category").stream()
                        .limit(MAX_SETTINGS)
                        .filter(category -> !category.attrOrEmpty("name").isEmpty()
                                && !category.attrOrEmpty("value").isEmpty())
                        .forEach(
                                category -> settings.put(category.attrOrEmpty("name"), category.attrOrEmpty("value"))));
        return settings;
    }
}
