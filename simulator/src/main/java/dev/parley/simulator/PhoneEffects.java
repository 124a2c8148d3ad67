package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import java.util.HashMap;
import java.util.Map;

/// What messages do to the messages before them (protocol notes, messaging 5.4): only its author may change or delete
/// one.
final class PhoneEffects {
    private final PhoneLog log;

    PhoneEffects(PhoneLog log) {
        this.log = log;
    }

    /// @param sender the phone number of whoever sent it
    /// @return whether it was one that changes another message, rather than one to show
    boolean apply(Message message, String sender) {
        ProtocolMessage protocol = message.getProtocolMessage();
        if (message.hasReactionMessage()) {
            react(message.getReactionMessage(), sender);
        } else if (is(protocol, ProtocolMessage.Type.REVOKE)) {
            log.change(shown -> isBy(sender, shown, protocol), PhoneMessage::withoutContent);
        } else if (is(protocol, ProtocolMessage.Type.MESSAGE_EDIT)) {
            log.change(
                    shown -> isBy(sender, shown, protocol) && !shown.deleted(),
                    shown -> shown.edited(MessageText.unwrapped(protocol.getEditedMessage())));
        } else {
            return false;
        }
        return true;
    }

    private void react(ReactionMessage reaction, String sender) {
        log.change(shown -> shown.id().equals(reaction.getKey().getId()), shown -> {
            Map<String, String> reactions = new HashMap<>(shown.reactions());
            reactions.put(sender, reaction.getText());
            reactions.values().removeIf(String::isEmpty);
            return shown.with(reactions);
        });
    }

    private static boolean isBy(String sender, PhoneMessage shown, ProtocolMessage protocol) {
        return shown.id().equals(protocol.getKey().getId())
                && shown.sender().equals(sender)
                && protocol.getKey().getFromMe();
    }

    /// A missing type would read as the first one.
    private static boolean is(ProtocolMessage message, ProtocolMessage.Type type) {
        return message.hasType() && message.getType() == type;
    }
}
