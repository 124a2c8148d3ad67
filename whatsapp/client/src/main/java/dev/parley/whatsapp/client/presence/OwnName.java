package dev.parley.whatsapp.client.presence;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import java.util.Optional;

/// The push name under which others see the account. It comes with several things: the account's own messages,
/// notifications, app state, history. Whoever reads one of them tells it here.
public final class OwnName {
    private final EventConsumer consumer;
    private final Presences presences;

    public OwnName(EventConsumer consumer, Presences presences) {
        this.consumer = consumer;
        this.presences = presences;
    }

    /// Keeps the name; when it is news, the consumer learns of it, and after the commit so do those who see the
    /// account's presence.
    public void learn(Records records, String name, Account account, Answers answers) {
        if (!name.isBlank() && records.people().learnOwnName(name)) {
            consumer.store(new StoredEvent.PushNameChanged(
                    new Person(Optional.of(account.pn()), Optional.of(account.lid())), name));
            answers.afterwards(presences::nameChanged);
        }
    }
}
