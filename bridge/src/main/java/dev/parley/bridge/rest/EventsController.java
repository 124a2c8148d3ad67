package dev.parley.bridge.rest;

import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.EventHistory;
import dev.parley.bridge.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.util.RawValue;

/// The events of the last days, for whoever asks instead of listening, or was away.
@RestController
class EventsController {
    /// @param cursor to go on after this event
    /// @param data the same JSON object as on the WebSocket
    record Entry(String cursor, String channel, Object data) {
        static Entry of(Event event) {
            return new Entry(event.position().text(), event.channel(), new RawValue(event.data()));
        }
    }

    /// @param cursor to go on with, also when there is no event
    record Events(List<Entry> events, String cursor) {}

    static final String PATH = "/events";

    private static final String DEFAULT_LIMIT = "100";
    private static final int MOST = 500;
    private static final int LONGEST_WAIT = 60;

    /// Instead of a cursor: only what comes from now on.
    private static final String NOW = "now";

    private final EventHistory history;

    EventsController(EventHistory history) {
        this.history = history;
    }

    /// @param after a cursor from an answer or a frame; without one the oldest event kept comes first, so
    ///     that whoever starts without a memory misses nothing; `now` for only what comes from now on
    /// @param wait seconds to wait for an event when there is none yet
    @Operation(summary = "Read events from a cursor on, and wait for the next")
    @GetMapping(PATH)
    Events events(
            @RequestParam(defaultValue = "") String after,
            @RequestParam Optional<String> sessionId,
            @RequestParam(defaultValue = DEFAULT_LIMIT) int limit,
            @RequestParam(defaultValue = "0") int wait) {
        if (limit < 1 || limit > MOST) {
            throw new Problem.Invalid("limit must be a number from 1 to " + MOST);
        }
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw new Problem.Invalid("wait must be a number of seconds from 0 to " + LONGEST_WAIT);
        }
        Optional<String> session = sessionId.filter(id -> !id.isBlank());
        if (session.filter(id -> id.indexOf('\0') >= 0).isPresent()) {
            throw new Problem.Invalid("A parameter must not hold the character U+0000");
        }
        Event.Position start = start(after);
        EventHistory.Page page = wait == 0
                ? history.read(session, start, limit)
                : history.await(session, start, limit, Duration.ofSeconds(wait));
        return new Events(
                page.events().stream().map(Entry::of).toList(), page.next().text());
    }

    private Event.Position start(String after) {
        if (after.isBlank()) {
            return Event.Position.START;
        }
        if (after.equals(NOW)) {
            return history.now();
        }
        return Event.Position.parse(after)
                .orElseThrow(() -> new Problem.Invalid("after must be a cursor from an earlier answer"));
    }
}
