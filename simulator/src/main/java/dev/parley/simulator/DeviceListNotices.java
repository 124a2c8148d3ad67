package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Collection;

/// Tells whoever needs to know that an account's companions have changed: the account's own other devices, and
/// everyone it has exchanged messages with (protocol notes, messaging 2.4). Guarded by the directory's lock.
final class DeviceListNotices {
    private final Notices notices;
    private final Postman postman;
    private final ServerClock clock;

    DeviceListNotices(Notices notices, Postman postman, ServerClock clock) {
        this.notices = notices;
        this.postman = postman;
        this.clock = clock;
    }

    static Node keyIndexList(Account.KeyIndexes indexes) {
        return Node.of("key-index-list")
                .attr("ts", indexes.timestamp())
                .content(indexes.signed())
                .build();
    }

    void linked(Device companion) {
        changed(companion, "add");
    }

    void unlinked(Device companion) {
        changed(companion, "remove");
    }

    private void changed(Device companion, String operation) {
        Account account = companion.account();
        account.publishKeyIndexes(clock.stamp());
        for (Device own : account.devices()) {
            if (own != companion) {
                postman.post(own, ownList(account));
            }
        }
        for (Account contact : account.contacts()) {
            contact.devices().forEach(device -> postman.post(device, change(companion, operation)));
        }
    }

    private Node ownList(Account account) {
        Node.Builder devices = Node.of("devices").attr("dhash", hash(account, Jid.PN_SERVER));
        account.devices()
                .forEach(device -> devices.child(Node.of("device")
                        .attr("jid", device.pn())
                        .attrIfPresent("key-index", device.companion().map(Device.Companion::keyIndex))));
        devices.child(keyIndexList(account.keyIndexes()));
        return notices.of("account_sync", account.pn()).child(devices).build();
    }

    private Node change(Device companion, String operation) {
        Account account = companion.account();
        Node device = Node.of("device")
                .attr("jid", companion.pn())
                .attr("lid", companion.lid())
                .attrIfPresent("key-index", companion.companion().map(Device.Companion::keyIndex))
                .build();
        Node.Builder change = Node.of(operation)
                .attr("device_hash", hash(account, Jid.PN_SERVER))
                .attr("device_lid_hash", hash(account, Jid.LID_SERVER))
                .child(device)
                .child(keyIndexList(account.keyIndexes()));
        return notices.of("devices", account.pn())
                .attr("lid", account.lid())
                .child(change)
                .build();
    }

    private static String hash(Account account, String server) {
        Collection<Device> devices = account.devices();
        return ParticipantHash.of(
                devices.stream().map(device -> device.on(server)).toList());
    }
}
