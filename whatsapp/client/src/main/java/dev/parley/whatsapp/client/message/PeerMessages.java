package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.ProtocolMessage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands control messages of the own account to whoever acts on their type. Nobody else's are believed: they could
/// inject keys and history (messaging.md section 5.3). Filled while a client is put together, then only read.
public final class PeerMessages {
    private static final Logger log = LoggerFactory.getLogger(PeerMessages.class);

    private final Map<ProtocolMessage.Type, List<Registration>> registrations =
            new EnumMap<>(ProtocolMessage.Type.class);

    private record Registration(PeerMessageListener listener, boolean primaryOnly) {}

    /// Of any device of the own account.
    public void fromOwnDevice(ProtocolMessage.Type type, PeerMessageListener listener) {
        add(type, new Registration(listener, false));
    }

    /// Of the phone alone.
    public void fromPrimary(ProtocolMessage.Type type, PeerMessageListener listener) {
        add(type, new Registration(listener, true));
    }

    /// Several may share a type: each looks whether the message is for it.
    private void add(ProtocolMessage.Type type, Registration registration) {
        registrations.computeIfAbsent(type, _ -> new ArrayList<>()).add(registration);
    }

    /// Whether messages of this type are between the account's own devices, whoever sends them.
    boolean concerns(ProtocolMessage content) {
        return content.hasType() && registrations.containsKey(content.getType());
    }

    void handle(Records records, PeerMessage message, Account account, Answers answers) {
        List<Registration> trusting = registrations
                .getOrDefault(message.content().getType(), List.of())
                .stream()
                .filter(registration -> account.owns(message.sender())
                        && (!registration.primaryOnly() || message.sender().device() == 0))
                .toList();
        if (trusting.isEmpty()) {
            log.warn(
                    "A {} from a device that may not send it was ignored",
                    message.content().getType());
        }
        trusting.forEach(registration -> registration.listener().handle(records, message, account, answers));
    }
}
