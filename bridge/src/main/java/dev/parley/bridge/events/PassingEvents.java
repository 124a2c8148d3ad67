package dev.parley.bridge.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// Hands events of the moment to whoever listens, on the thread where they come up. Thread-safe.
@Component
public class PassingEvents {
    private final List<Consumer<PassingEvent>> listeners = new CopyOnWriteArrayList<>();

    PassingEvents() {}

    /// @param listener must neither block nor throw
    public void listen(Consumer<PassingEvent> listener) {
        listeners.add(listener);
    }

    void tell(PassingEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }
}
