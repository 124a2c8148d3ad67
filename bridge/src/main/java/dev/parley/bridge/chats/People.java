package dev.parley.bridge.chats;

import dev.parley.bridge.chats.ContactTable.Fact;
import dev.parley.bridge.chats.ContactTable.Learned;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What is known of people, with a chat or without. A chat is called what the owner calls the person, else what they
/// call themselves, else the name that WhatsApp vouches for. Inside the caller's transaction.
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class People {
    private final ContactTable contacts;
    private final ChatTable chats;
    private final ChatEvents events;

    People(ContactTable contacts, ChatTable chats, ChatEvents events) {
        this.contacts = contacts;
        this.chats = chats;
        this.events = events;
    }

    /// What people call themselves.
    public void callThemselves(String sessionId, Map<Person, String> names) {
        List<Learned> learned = names.entrySet().stream()
                .flatMap(entry -> learned(entry.getKey(), Optional.of(entry.getValue())))
                .toList();
        renamed(sessionId, names.keySet(), contacts.learn(sessionId, Fact.PUSH_NAME, learned));
    }

    /// What the owner calls a person; empty: they are in the address book no more.
    public void save(String sessionId, Person person, Optional<String> name) {
        learn(sessionId, Fact.SAVED_NAME, person, name);
    }

    /// What the owner called a person when the phone wrote its history; the address book itself is newer.
    public void saveIfUnknown(String sessionId, Person person, String name) {
        addresses(person).forEach(jid -> contacts.learnIfUnknown(sessionId, Fact.SAVED_NAME, jid, name));
        rename(sessionId, person);
    }

    /// The name that WhatsApp vouches for, if there is one.
    public void nameBusiness(String sessionId, Person person, Optional<String> name) {
        learn(sessionId, Fact.BUSINESS_NAME, person, name);
    }

    /// What a person says of themselves.
    public void learnAbout(String sessionId, Person person, String about) {
        if (!contacts.learn(
                        sessionId,
                        Fact.ABOUT,
                        learned(person, Optional.of(about)).toList())
                .isEmpty()) {
            tell(sessionId, person, Map.of("about", about));
        }
    }

    /// Whom the account has blocked, all of them.
    public void block(String sessionId, List<Person> blocked) {
        contacts.block(sessionId, blocked.stream().flatMap(People::addresses).toList());
    }

    /// The person's picture is another one, or none.
    public void pictureChanged(String sessionId, Person person) {
        contacts.forgetPicture(sessionId, addresses(person).toList());
        tell(sessionId, person, Map.of("pictureChanged", true));
    }

    /// Something of the person changed; what is not kept here is left to whoever asks next.
    public void tell(String sessionId, Person person, Map<String, ?> change) {
        chats.find(sessionId, person).ifPresent(chat -> events.changed(sessionId, chat.id(), change));
    }

    /// A person has another number now; their chat under the old one stays, as it does on the phone, and
    /// says so.
    public void moved(String sessionId, Person before, Person after) {
        Optional<Chat> old = chats.find(sessionId, before);
        old.flatMap(Chat::name).ifPresent(name -> saveIfUnknown(sessionId, after, name));
        old.ifPresent(chat -> events.changed(
                sessionId, chat.id(), Map.of("movedTo", after.preferred().toString())));
    }

    private void learn(String sessionId, Fact fact, Person person, Optional<String> name) {
        renamed(
                sessionId,
                List.of(person),
                contacts.learn(sessionId, fact, learned(person, name).toList()));
    }

    private void renamed(String sessionId, Collection<Person> people, List<String> changed) {
        Set<String> jids = new HashSet<>(changed);
        people.stream()
                .filter(person -> addresses(person).anyMatch(jids::contains))
                .forEach(person -> rename(sessionId, person));
    }

    private void rename(String sessionId, Person person) {
        chats.rename(sessionId, person)
                .ifPresent(chat -> events.changed(
                        sessionId, chat.id(), Map.of("name", chat.name().orElseGet(chat::id))));
    }

    private static Stream<Learned> learned(Person person, Optional<String> value) {
        return addresses(person).map(jid -> new Learned(jid, value));
    }

    private static Stream<String> addresses(Person person) {
        return Stream.concat(person.pn().stream(), person.lid().stream()).map(Jid::toString);
    }
}
