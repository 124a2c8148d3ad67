package dev.parley.bridge.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/// Tells whoever reads the event table that there may be something to read: in this bridge or in another one on the
/// same database. Thread-safe.
@Component
class EventWakes {
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();

    void add(Runnable wake) {
        readers.add(wake);
    }

    void remove(Runnable wake) {
        readers.remove(wake);
    }

    void wake() {
        readers.forEach(Runnable::run);
    }
}
