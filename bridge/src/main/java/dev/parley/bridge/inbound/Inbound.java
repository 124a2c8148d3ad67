package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.ChatEvents;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.events.EventLog;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.messages.MessagePages;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Stores what WhatsApp brings, in the transaction that the engine opened: messages, chats and events together with
/// the ratchets. Direct chats only; the traffic of groups, status and channels is let go.
///
/// Messages are gathered and stored together, as a rule just before the transaction is committed: a backlog that
/// shares a transaction shares its statements too. Whatever builds on messages stores those before it first.
@Service
public class Inbound {
    private final Arrivals arrivals;
    private final MessageEffects messageEffects;
    private final PersonEffects personEffects;
    private final AppStateEffects appStateEffects;
    private final MessagePages pages;
    private final ChatList chats;
    private final ChatEvents chatEvents;
    private final EventLog events;

    Inbound(
            Arrivals arrivals,
            MessageEffects messageEffects,
            PersonEffects personEffects,
            AppStateEffects appStateEffects,
            MessagePages pages,
            ChatList chats,
            ChatEvents chatEvents,
            EventLog events) {
        this.arrivals = arrivals;
        this.messageEffects = messageEffects;
        this.personEffects = personEffects;
        this.appStateEffects = appStateEffects;
        this.pages = pages;
        this.chats = chats;
        this.chatEvents = chatEvents;
        this.events = events;
    }

    /// Inside the engine's transaction and on its thread.
    public void store(SessionRef session, StoredEvent event) {
        Batch batch = batch(session);
        switch (event) {
            case StoredEvent.MessageArrived arrived -> batch.add(arrived.message());
            case StoredEvent.MessageUndecryptable undecryptable -> batch.add(undecryptable);
            case StoredEvent.HistoryMessagesArrived history -> batch.add(history);
            case StoredEvent.HistoryChatArrived history -> batch.add(history.chat());
            case StoredEvent.PushNameChanged(var person, String name) -> batch.name(person, name);
            case StoredEvent.AppStateChanged change -> {
                batch.storeNow();
                appStateEffects.apply(session, change);
            }
            default -> {
                batch.storeNow();
                if (!messageEffects.apply(session, event)) {
                    personEffects.apply(session, event);
                }
            }
        }
    }

    private Batch batch(SessionRef session) {
        Batch batch = (Batch) TransactionSynchronizationManager.getResource(this);
        if (batch == null) {
            events.expect();
            batch = new Batch(session, arrivals, () -> TransactionSynchronizationManager.unbindResource(this));
            TransactionSynchronizationManager.bindResource(this, batch);
            TransactionSynchronizationManager.registerSynchronization(batch);
        }
        return batch;
    }

    /// Whether a message is stored already. Inside the engine's transaction.
    public boolean knows(SessionRef session, MessageKey key) {
        Batch batch = (Batch) TransactionSynchronizationManager.getResource(this);
        boolean fromMe = !key.sender().equals(key.chat());
        return (batch != null && batch.holds(key))
                || pages.known(session.id(), key.chat().toString(), MessageContent.printable(key.id()), fromMe);
    }

    /// What is true at this moment only. Outside any transaction.
    public void passing(SessionRef session, StateEvent.ChatStateChanged typing) {
        if (Storable.is(typing.person())) {
            chats.existing(session.id(), typing.person())
                    .ifPresent(chat -> chatEvents.passing(
                            session.id(),
                            chat.id(),
                            Map.of("typing", typing.state().name().toLowerCase(Locale.ROOT))));
        }
    }
}
