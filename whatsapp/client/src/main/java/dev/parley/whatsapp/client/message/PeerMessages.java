package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.ProtocolMessage;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands control messages of the own account to whoever acts on their type. Nobody else's are believed: they could
/// inject keys and history (messaging.md section 5.3). Filled while a client is put together, then only read.
public final class PeerMessages {
    private static final Logger log = LoggerFactory.getLogger(PeerMessages.class);

    private final Map<ProtocolMessage.Type, Registration> registrations = new EnumMap<>(ProtocolMessage.Type.class);

    private record Registration(PeerMessageListener listener, boolean primaryOnly) {}

    /// Of any device of the own account.
    public void fromOwnDevice(ProtocolMessage.Type type, PeerMessageListener listener) {
        registrations.put(type, new Registration(listener, false));
    }

    /// Of the phone alone.
    public void fromPrimary(ProtocolMessage.Type type, PeerMessageListener listener) {
        registrations.put(type, new Registration(listener, true));
    }

    /// Whether messages of this type are between the account's own devices, whoever sends them.
    boolean concerns(ProtocolMessage content) {
        return content.hasType() && registrations.containsKey(content.getType());
    }

    void handle(Records records, PeerMessage message, Account account, Answers answers) {
        Registration registration = registrations.get(message.content().getType());
        boolean trusted = account.owns(message.sender())
                && registration != null
                && (!registration.primaryOnly() || message.sender().device() == 0);
        if (!trusted || registration == null) {
            log.warn(
                    "A {} from a device that may not send it was ignored",
                    message.content().getType());
            return;
        }
        registration.listener().handle(records, message, account, answers);
    }
}
