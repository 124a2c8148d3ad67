package dev.parley.bridge.health;

import dev.parley.bridge.lease.Lease;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Writes what is learnt of an account, and tells it.
@Service
public class HealthBook {
    private final HealthTable table;
    private final Proofs proofs;
    private final Clock clock;

    HealthBook(HealthTable table, Proofs proofs, Clock clock) {
        this.table = table;
        this.proofs = proofs;
        this.clock = clock;
    }

    public Health of(String sessionId) {
        return table.find(sessionId).orElse(Health.UNKNOWN).with(proofs.of(sessionId));
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void phoneSeen(String sessionId, Instant time) {
        table.phoneSeen(sessionId, time);
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void locked(String sessionId, ReachOutTimelock lock) {
        table.lock(sessionId, lock);
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void capped(String sessionId, NewChatCap cap) {
        table.cap(sessionId, cap);
    }

    /// Inside the engine's transaction: what was known is of another account.
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(String sessionId) {
        table.forget(sessionId);
    }

    /// @param code of the reason
    /// @param words of the reason, for people
    @Transactional
    public void disconnected(Lease lease, String code, String words) {
        lease.guard();
        table.disconnected(lease.sessionId(), new Health.Disconnect(clock.instant(), code, words));
    }

    /// A stanza could not be stored and was put away.
    @Transactional
    public void setAside(Lease lease) {
        lease.guard();
        table.setAside(lease.sessionId());
    }
}
