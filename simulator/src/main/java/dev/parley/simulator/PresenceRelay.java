package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// Who is online and who is typing (protocol notes, messaging 9). Nothing of it is queued, and a subscription
/// lives as long as the connection. Guarded by the directory's lock.
final class PresenceRelay {
    private final Directory directory;
    private final ServerClock clock;

    PresenceRelay(Directory directory, ServerClock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// A `<presence>` of a client: its own state, or a wish to follow someone's.
    void presence(DeviceSession session, Node presence) {
        switch (presence.attrOrEmpty("type")) {
            case "available" -> change(session, true);
            case "unavailable" -> change(session, false);
            case "subscribe" -> presence.jid("to").ifPresent(to -> subscribe(session, to.bare()));
            case "unsubscribe" ->
                presence.jid("to").ifPresent(to -> session.subscriptions().remove(to.bare()));
            default -> {
                // A presence with nothing but a name only states the push name, which is the phone's here.
            }
        }
    }

    /// A `<chatstate>` of a client, passed on to the connected devices of the chat's other side.
    void chatState(DeviceSession session, Node chatState) {
        Optional<Jid> to = chatState.jid("to");
        Optional<Account> chat = to.flatMap(directory::account);
        if (to.isEmpty() || chat.isEmpty() || !session.available()) {
            return;
        }
        Jid from = session.account().on(to.get().server());
        Node relayed = Node.of("chatstate")
                .attr("from", from)
                .children(chatState.children())
                .build();
        if (chat.get().blocked().contains(session.account())) {
            return;
        }
        liveSessions(chat.get().devices()).filter(other -> other != session).forEach(other -> other.send(relayed));
    }

    /// The connection is gone, and with it the presence.
    void disconnected(DeviceSession session) {
        change(session, false);
    }

    private void change(DeviceSession session, boolean available) {
        if (session.available() != available) {
            session.available(available);
            if (!available) {
                session.account().lastSeen(clock.stamp());
            }
            directory.accounts().forEach(account -> announce(session.account(), account));
        }
    }

    private static void announce(Account about, Account follower) {
        liveSessions(follower.devices())
                .forEach(session -> Stream.of(about.pn(), about.lid())
                        .filter(session.subscriptions()::contains)
                        .forEach(name -> tell(session, about, name)));
    }

    private void subscribe(DeviceSession session, Jid to) {
        directory.account(to).ifPresent(account -> {
            session.subscriptions().add(to);
            tell(session, account, to);
        });
    }

    /// Nobody who is not available, or whom the account hides from, learns anything.
    private static void tell(DeviceSession follower, Account about, Jid name) {
        Account viewer = follower.account();
        boolean hidden = about.blocked().contains(viewer)
                || ("match_last_seen".equals(about.profile().privacy().get("online"))
                        && !ProfileDesk.maySee(about, viewer, "last"));
        if (follower.available() && !hidden) {
            follower.send(state(about, viewer, name));
        }
    }

    private static Node state(Account account, Account viewer, Jid name) {
        boolean online = liveSessions(account.devices()).anyMatch(DeviceSession::available);
        Node.Builder presence = Node.of("presence").attr("from", name);
        if (online) {
            return presence.build();
        }
        boolean shown = ProfileDesk.maySee(account, viewer, "last");
        String last = !shown ? "deny" : account.lastSeen() == 0 ? "none" : Long.toString(account.lastSeen());
        return presence.attr("type", "unavailable").attr("last", last).build();
    }

    private static Stream<DeviceSession> liveSessions(Collection<Device> devices) {
        return devices.stream().flatMap(device -> device.session().stream());
    }
}
