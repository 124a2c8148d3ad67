package dev.parley.whatsapp.client.presence;

import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Reads `presence` and `chatstate` stanzas (messaging.md sections 9.2 and 9.3); both are never queued and never
/// acked.
public final class PresenceReader {
    private PresenceReader() {}

    /// Empty for groups, and for what is no news about a person.
    ///
    /// @param people the person behind a name
    public static Optional<StateEvent> read(Node stanza, Function<Jid, Person> people) {
        Optional<Jid> from = stanza.jid("from").filter(Jid::isPerson);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        return switch (stanza.tag()) {
            case "presence" -> presence(stanza).map(seen -> seen.of(people.apply(from.get())));
            case "chatstate" ->
                chatState(stanza).map(state -> new StateEvent.ChatStateChanged(people.apply(from.get()), state));
            default -> Optional.empty();
        };
    }

    private record Seen(boolean online, Optional<Instant> last) {
        StateEvent of(Person person) {
            return new StateEvent.PresenceChanged(person, online, last);
        }
    }

    /// `last` may also be `deny`, `none` or `error`: then it is not known.
    private static Optional<Seen> presence(Node presence) {
        return switch (presence.attrOrEmpty("type")) {
            case "", "available" -> Optional.of(new Seen(true, Optional.empty()));
            case "unavailable" -> Optional.of(new Seen(false, presence.time("last")));
            default -> Optional.empty();
        };
    }

    private static Optional<ChatState> chatState(Node stanza) {
        return stanza.children().stream().findFirst().flatMap(doing -> switch (doing.tag()) {
            case "composing" ->
                Optional.of(doing.hasAttr("media", "audio") ? ChatState.RECORDING : ChatState.COMPOSING);
            case "paused" -> Optional.of(ChatState.PAUSED);
            default -> Optional.empty();
        });
    }
}
