package dev.parley.whatsapp.client.notification;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Hands notifications to whoever acts on their type; the others are only acked (messaging.md section 9.5). Filled
/// while a client is put together, then only read.
public final class NotificationHandler {
    private final Map<String, List<NotificationListener>> listeners = new HashMap<>();

    /// Adds somebody who acts on a type; there may be several.
    public NotificationHandler on(String type, NotificationListener listener) {
        listeners.computeIfAbsent(type, _ -> new ArrayList<>()).add(listener);
        return this;
    }

    public void handle(Records records, Node notification, Account account, Answers answers) {
        listeners
                .getOrDefault(notification.attrOrEmpty("type"), List.of())
                .forEach(listener -> listener.handle(records, notification, account, answers));
    }
}
