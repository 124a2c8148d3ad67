package dev.parley.bridge.lease;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of `bridge_process` and `session_lease`. Only the database's clock counts.
final class LeaseTable {
    private static final String DEAD = """
            (select 1 from bridge_process p where p.id = session_lease.owner and p.alive_till > clock_timestamp())""";

    /// Long dead ones, which nobody asks for any more.
    private static final Duration KEPT = Duration.ofHours(1);

    private final JdbcClient client;

    LeaseTable(JdbcClient client) {
        this.client = client;
    }

    void register(String process, Duration lasts) {
        client.sql("delete from bridge_process where alive_till < clock_timestamp() - make_interval(secs => ?)")
                .param(KEPT.toSeconds())
                .update();
        client.sql("""
                        insert into bridge_process (id, alive_till)
                        values (?, clock_timestamp() + make_interval(secs => ?))""").params(process, lasts.toSeconds()).update();
    }

    /// Prolongs everything that the process holds, in one row.
    ///
    /// @return false when it is too late
    boolean renew(String process, Duration lasts) {
        return client.sql("""
                        update bridge_process set alive_till = clock_timestamp() + make_interval(secs => ?)
                        where id = ? and alive_till > clock_timestamp()""").params(lasts.toSeconds(), process).update() == 1;
    }

    boolean isKeyChanging() {
        return client.sql("select exists (select 1 from key_rotation)")
                .query(Boolean.class)
                .single();
    }

    /// Gives everything back that the process holds.
    void leave(String process) {
        client.sql("delete from bridge_process where id = ?").param(process).update();
    }

    /// Takes a session that is this process's, nobody's, or a dead process's. Waits for a transaction that is
    /// committing under the epoch before.
    ///
    /// @return the new epoch; empty when another process has it, or there is no such session
    Optional<Long> acquire(String sessionId, String process) {
        return client.sql("""
                        insert into session_lease (session_id, owner, epoch, wanted)
                        select id, :process, 1, true from whatsapp_session where id = :id
                        on conflict (session_id) do update set owner = :process, epoch = session_lease.epoch + 1, wanted = true
                        where session_lease.owner is null or session_lease.owner = :process or not exists
                        """ + DEAD + " returning epoch")
                .param("id", sessionId)
                .param("process", process)
                .query(Long.class)
                .optional();
    }

    /// The session ended for good; nobody is to run it until it is started.
    void release(String sessionId, long epoch) {
        client.sql("update session_lease set owner = null, wanted = false where session_id = ? and epoch = ?")
                .params(sessionId, epoch)
                .update();
    }

    /// Inside a transaction. Asks no lock of one that has written nothing: taking it would cost a write.
    boolean stillOurs(String sessionId, long epoch) {
        return client.sql("""
                        with own as (
                            select 1 from session_lease
                            where session_id = ? and epoch = ? and pg_current_xact_id_if_assigned() is not null
                            for share)
                        select pg_current_xact_id_if_assigned() is null or exists (select 1 from own)""").params(sessionId, epoch).query(Boolean.class).single();
    }

    boolean lock(String sessionId, long epoch) {
        return client.sql("select 1 from session_lease where session_id = ? and epoch = ? for share")
                .params(sessionId, epoch)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    Lease.Proof proof(String sessionId, long epoch) {
        return new Lease.Proof() {
            @Override
            public boolean atCommit() {
                return stillOurs(sessionId, epoch);
            }

            @Override
            public boolean now() {
                return lock(sessionId, epoch);
            }
        };
    }

    boolean isHeldByAnother(String sessionId, String process) {
        return client.sql("""
                        select exists (
                            select 1 from session_lease l join bridge_process p on p.id = l.owner
                            where l.session_id = ? and l.owner <> ? and p.alive_till > clock_timestamp())""").params(sessionId, process).query(Boolean.class).single();
    }
}
