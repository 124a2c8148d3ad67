package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.People;
import dev.parley.bridge.events.SessionRef;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.VerifiedName;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// What is learned of people: names, pictures, what they say of themselves, which of their names are one person.
@Service
class PersonEffects {
    private static final int MOST_BLOCKED = 20_000;

    private final ChatBook chats;
    private final People people;

    PersonEffects(ChatBook chats, People people) {
        this.chats = chats;
        this.people = people;
    }

    void apply(SessionRef session, StoredEvent event) {
        switch (event) {
            case StoredEvent.LidMapped(Jid lid, Jid pn) -> {
                Person person = new Person(Optional.of(pn), Optional.of(lid));
                if (Storable.is(person)) {
                    var _ = chats.existing(session.id(), person);
                }
            }
            case StoredEvent.BusinessNameChanged(Person person, Optional<VerifiedName> name) -> {
                if (Storable.is(person)) {
                    people.nameBusiness(
                            session.id(), person, name.map(VerifiedName::name).flatMap(Storable::name));
                }
            }
            case StoredEvent.PictureChanged(Person person, Optional<String> _) -> picture(session, person);
            case StoredEvent.PictureRemoved(Person person) -> picture(session, person);
            case StoredEvent.ContactChanged(Person person) -> picture(session, person);
            case StoredEvent.AboutChanged(Person person, String about, Instant _) -> {
                if (Storable.is(person)) {
                    people.learnAbout(session.id(), person, Storable.about(about));
                }
            }
            case StoredEvent.BlocklistChanged blocklist ->
                people.block(
                        session.id(),
                        blocklist.blocked().stream()
                                .filter(Storable::is)
                                .limit(MOST_BLOCKED)
                                .toList());
            case StoredEvent.IdentityChanged(Person person) -> {
                if (Storable.is(person)) {
                    people.tell(session.id(), person, Map.of("securityCodeChanged", true));
                }
            }
            // On the phone too these are two chats; the old one says where to write now.
            case StoredEvent.NumberChanged(Person before, Person after) -> {
                if (Storable.is(before) && Storable.is(after)) {
                    people.moved(session.id(), before, after);
                }
            }
            // What is left changes nothing that is shown: settings of the account, ends of history parts, groups.
            default -> {}
        }
    }

    private void picture(SessionRef session, Person person) {
        if (Storable.is(person)) {
            people.pictureChanged(session.id(), person);
        }
    }
}
