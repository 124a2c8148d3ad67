package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// All accounts and devices, and the one lock of the server's state.
///
/// Lock order: a phone's ratchet lock, then this one. Under this lock nothing blocks: stanzas for a connection or
/// a phone are only put in its queue.
final class Directory {
    private final ReentrantLock lock = new ReentrantLock();
    /// Whenever somebody was alone with the server's state, which may be another now.
    private final Condition left = lock.newCondition();
    private final Map<String, Account> byPhone = new LinkedHashMap<>();
    private final Map<String, Account> byLid = new LinkedHashMap<>();
    private final Map<Jid, Group> groups = new LinkedHashMap<>();

    /// Runs `work` as the only one that sees or changes the server's state.
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            left.signalAll();
            lock.unlock();
        }
    }

    /// Waits until `look` sees something in the server's state; empty when it does not in time.
    <T> Optional<T> await(Supplier<Optional<T>> look, Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            Optional<T> seen = look.get();
            while (seen.isEmpty() && nanos > 0) {
                nanos = left.awaitNanos(nanos);
                seen = look.get();
            }
            return seen;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// As [#locked(Supplier)], without a result.
    void lockedRun(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    void add(Account account) {
        byPhone.put(account.phone(), account);
        byLid.put(account.lid().user(), account);
    }

    void renumber(Account account, String phone) {
        byPhone.remove(account.phone());
        account.renumber(phone);
        byPhone.put(phone, account);
    }

    void add(Group group) {
        groups.put(group.jid(), group);
    }

    Optional<Group> group(Jid jid) {
        return Optional.ofNullable(groups.get(jid));
    }

    Collection<Group> groups() {
        return groups.values();
    }

    Optional<Account> byPhone(String phone) {
        return Optional.ofNullable(byPhone.get(phone));
    }

    /// Whom that JID names, by either name and with any device number.
    Optional<Account> account(Jid jid) {
        if (jid.isPn()) {
            return byPhone(jid.user());
        }
        return jid.isLid() ? Optional.ofNullable(byLid.get(jid.user())) : Optional.empty();
    }

    Optional<Device> device(Jid jid) {
        return account(jid).flatMap(account -> account.device(jid.device()));
    }

    Collection<Account> accounts() {
        return byPhone.values();
    }
}
