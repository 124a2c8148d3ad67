package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import dev.parley.whatsapp.wire.Jid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/// Makes the dispatcher of each session, and clears away what can no longer be sent.
@Service
public class Dispatchers {
    private static final int PAGE = 500;

    private final OutboxTable table;
    private final Outcomes outcomes;

    Dispatchers(OutboxTable table, Outcomes outcomes) {
        this.table = table;
        this.outcomes = outcomes;
    }

    /// @param self this account, once it is linked
    public Dispatcher dispatcher(String sessionId, Device device, Supplier<Optional<Jid>> self) {
        return new Dispatcher(sessionId, device, self, table, outcomes);
    }

    /// The link is gone: what waits to be sent never will be.
    ///
    /// @param words why, for people
    public void giveUp(String sessionId, String words) {
        List<PendingMessage> pending = table.pending(sessionId, PAGE);
        while (!pending.isEmpty()) {
            Map<PendingMessage, Outcomes.Answer> answers = new HashMap<>();
            pending.forEach(message -> answers.put(message, new Outcomes.Answer.Failed(words)));
            outcomes.keep(sessionId, answers);
            pending = table.pending(sessionId, PAGE);
        }
    }
}
