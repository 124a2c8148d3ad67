package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/// Makes the dispatcher of each session, and clears away what can no longer be sent.
@Service
public class Dispatchers {
    private static final int PAGE = 500;

    private final Dispatcher.Parts parts;

    Dispatchers(OutboxTable table, Outcomes outcomes, Composer composer, Uploads uploads, Clock clock) {
        this.parts = new Dispatcher.Parts(table, outcomes, composer, uploads, clock);
    }

    /// @param self this account, once it is linked
    public Dispatcher dispatcher(String sessionId, Device device, Supplier<Optional<Jid>> self) {
        return new Dispatcher(sessionId, device, self, parts);
    }

    /// The link is gone: what waits to be sent never will be.
    ///
    /// @param words why, for people
    public void giveUp(String sessionId, String words) {
        List<OutboxRow> rows = parts.table().next(sessionId, Set.of(), PAGE);
        while (!rows.isEmpty()) {
            Map<OutboxRow, Outcomes.Answer> answers = new HashMap<>();
            rows.forEach(row -> answers.put(row, new Outcomes.Answer.Failed(Failure.unlinked(words))));
            parts.outcomes().keep(sessionId, answers);
            rows = parts.table().next(sessionId, Set.of(), PAGE);
        }
    }
}
