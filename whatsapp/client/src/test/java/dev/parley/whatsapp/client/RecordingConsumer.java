package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Remembers every event and lets a test wait for one. Thread-safe.
final class RecordingConsumer implements EventConsumer {
    private final List<WhatsAppEvent> events = new ArrayList<>();

    @Override
    public synchronized void store(StoredEvent event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void state(StateEvent event) {
        events.add(event);
        notifyAll();
    }

    synchronized List<WhatsAppEvent> events() {
        return List.copyOf(events);
    }

    /// Every text that arrived, in order, also those from own devices.
    synchronized List<String> texts() {
        return events.stream()
                .filter(StoredEvent.MessageArrived.class::isInstance)
                .map(event -> text(((StoredEvent.MessageArrived) event).message()))
                .toList();
    }

    IncomingMessage awaitText(String text) {
        return await(
                        StoredEvent.MessageArrived.class,
                        event -> text(event.message()).equals(text))
                .message();
    }

    private static String text(IncomingMessage message) {
        return message.content() instanceof Content.Text text ? text.text() : "";
    }

    <E extends WhatsAppEvent> E await(Class<E> type) {
        return await(type, _ -> true);
    }

    /// The first event of the type that fits, among those that came and those that will.
    <E extends WhatsAppEvent> E await(Class<E> type, Predicate<E> condition) {
        return awaitAfter(0, type, condition);
    }

    /// As [#await(Class, Predicate)], without looking at the first `skip` events.
    synchronized <E extends WhatsAppEvent> E awaitAfter(int skip, Class<E> type, Predicate<E> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        int next = skip;
        while (true) {
            for (; next < events.size(); next++) {
                if (type.isInstance(events.get(next)) && condition.test(type.cast(events.get(next)))) {
                    return type.cast(events.get(next));
                }
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("no " + type.getSimpleName() + " among " + events);
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
