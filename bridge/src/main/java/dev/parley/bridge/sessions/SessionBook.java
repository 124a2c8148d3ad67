package dev.parley.bridge.sessions;

import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.EventLog;
import dev.parley.bridge.health.HealthBook;
import dev.parley.bridge.lease.Lease;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.event.StoredEvent.Paired;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Writes what happens to sessions, each change together with its event.
@Service
class SessionBook {
    private final SessionTable table;
    private final ChatBook chats;
    private final HealthBook health;
    private final EventLog events;
    private final Clock clock;

    SessionBook(SessionTable table, ChatBook chats, HealthBook health, EventLog events, Clock clock) {
        this.health = health;
        this.clock = clock;
        this.table = table;
        this.chats = chats;
        this.events = events;
    }

    /// @param linking what goes with the status while a number is being linked
    @Transactional
    void status(Lease lease, SessionStatus status, Optional<Reason> reason, Linking linking) {
        lease.guard();
        String id = lease.sessionId();
        table.setStatus(id, status, reason).ifPresent(session -> {
            if (status != SessionStatus.QR_READY) {
                events.forgetQrCodes(id);
            }
            events.append(Channels.status(id), id, StatusPayload.of(session, linking));
        });
    }

    /// @param first whether there was none before
    @Transactional
    void qrCode(Lease lease, QrCode code, boolean first) {
        lease.guard();
        String id = lease.sessionId();
        if (first) {
            status(lease, SessionStatus.QR_READY, Optional.empty(), Linking.NONE);
        }
        events.append(Channels.qr(id), id, new QrPayload(id, code.text(), code.dataUrl(), code.expiresAt()));
    }

    /// The phone accepted this device. When another session holds the phone, this link is to be undone: that is
    /// noted here and done when connected, and if the process dies before that, when it starts again.
    ///
    /// Inside the engine's transaction.
    ///
    /// @return whether the link is to be undone
    @Transactional(propagation = Propagation.MANDATORY)
    boolean paired(String id, Paired paired) {
        String phone = "+" + paired.pn().user();
        table.lockPhone(phone);
        if (table.isHeldByAnother(phone, id)) {
            table.demandUnlink(id, Reason.PHONE_ALREADY_LINKED.code());
            return true;
        }
        if (table.link(id, phone, paired.lid().bare().toString(), paired.businessName())) {
            chats.forgetAll(id);
            health.forget(id);
        }
        return false;
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    void locked(String id, ReachOutTimelock lock) {
        health.locked(id, lock);
        tellRestriction(id);
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    void capped(String id, NewChatCap cap) {
        health.capped(id, cap);
        tellRestriction(id);
    }

    private void tellRestriction(String id) {
        table.find(id)
                .ifPresent(session -> events.append(
                        Channels.status(id),
                        id,
                        StatusPayload.of(session, Linking.NONE)
                                .with(SessionHealth.NewContacts.of(health.of(id), clock.instant()))));
    }

    /// What a process that is gone left behind: its connections ended with it.
    @Transactional
    void abandoned() {
        table.disconnectAbandoned().forEach(session -> {
            events.forgetQrCodes(session.id());
            events.append(Channels.status(session.id()), session.id(), StatusPayload.of(session, Linking.NONE));
        });
    }

    /// The link is gone, and the session ends for this reason.
    @Transactional
    void unlinked(Lease lease, Optional<Reason> reason) {
        table.unlinked(lease.sessionId());
        status(lease, SessionStatus.DISCONNECTED, reason, Linking.NONE);
    }

    /// Inside the engine's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    void ownName(String id, String name) {
        table.setDisplayName(id, name);
    }

    @Transactional
    void removed(Lease lease, Session session) {
        lease.prove();
        table.delete(session.id());
        events.forgetQrCodes(session.id());
        events.append(Channels.status(session.id()), session.id(), StatusPayload.removed(session.id()));
    }
}
