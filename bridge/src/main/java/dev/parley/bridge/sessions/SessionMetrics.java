package dev.parley.bridge.sessions;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/// How many sessions are in which state, of those that run in this process.
@Component
class SessionMetrics implements MeterBinder {
    private final Sessions sessions;

    SessionMetrics(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Arrays.stream(SessionStatus.values())
                .filter(status -> status != SessionStatus.DISCONNECTED)
                .forEach(status -> Gauge.builder("parley.sessions", sessions, all -> all.count(status))
                        .tag("status", status.code())
                        .description("Running sessions")
                        .register(meters));
    }
}
