package dev.parley.bridge.chats;

import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// The ways in which a caller may name a chat.
public sealed interface ChatAddress {
    /// `digits@s.whatsapp.net` or `user@lid`.
    record OfPerson(Person person) implements ChatAddress {
        @Override
        public String text() {
            return person.preferred().toString();
        }
    }

    /// A bare number. WhatsApp may know it in another form, so it is asked before a new chat is begun.
    ///
    /// @param phone E.164 with `+`
    record OfNumber(String phone) implements ChatAddress {
        @Override
        public String text() {
            return phone;
        }

        /// The same digits as an address, right for most countries.
        Person likely() {
            return new Person(Optional.of(Jid.pn(phone.substring(1))), Optional.empty());
        }
    }

    /// The same for every way of writing this address.
    String text();

    /// @throws Problem.Invalid when `chatId` names no direct chat
    static ChatAddress parse(String chatId) {
        if (!chatId.contains("@")) {
            return PhoneNumbers.e164(chatId)
                    .<ChatAddress>map(OfNumber::new)
                    .orElseThrow(() -> new Problem.Invalid("chatId is neither a direct chat nor a phone number"));
        }
        return Jid.parse(chatId)
                .map(Jid::bare)
                .filter(ChatAddress::isDirect)
                .<ChatAddress>map(jid -> new OfPerson(person(jid)))
                .orElseThrow(() -> new Problem.Invalid("chatId is not a direct chat"));
    }

    private static boolean isDirect(Jid jid) {
        return jid.isPerson() && jid.user().matches("[0-9]{5,20}");
    }

    private static Person person(Jid jid) {
        return jid.isPn()
                ? new Person(Optional.of(jid), Optional.empty())
                : new Person(Optional.empty(), Optional.of(jid));
    }
}
