package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.call.CallHandler;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.contact.Blocklist;
import dev.parley.whatsapp.client.contact.ContactNotifications;
import dev.parley.whatsapp.client.contact.Privacy;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.device.Usync;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.presence.OwnName;
import dev.parley.whatsapp.client.presence.PresenceReader;
import dev.parley.whatsapp.client.presence.Presences;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.receipt.ReceiptReader;
import dev.parley.whatsapp.client.receipt.Receipts;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// A stanza whose handler throws would come again with every login, for ever. So none does, whatever it holds.
class HostileStanzasProperties {
    private static final Account SELF = new Account(
            Jid.pn("15550001111").withDevice(3),
            Jid.lid("100000000000009").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T12:00:00Z"));

    private final RecordingConsumer consumer = new RecordingConsumer();
    private final Vault vault = new Vault(new InMemoryDeviceStore());
    private final IdentityMerger identities = new IdentityMerger(consumer);

    @Provide
    Arbitrary<Node> notifications() {
        return HostileNodes.stanzas("notification");
    }

    @Provide
    Arbitrary<Node> receipts() {
        return HostileNodes.stanzas("receipt");
    }

    @Provide
    Arbitrary<Node> presences() {
        return HostileNodes.stanzas("presence", "chatstate");
    }

    @Provide
    Arbitrary<Node> calls() {
        return HostileNodes.stanzas("call");
    }

    @Property(tries = 2000)
    void notificationsAreReadOrLeft(@ForAll("notifications") Node notification) {
        Link link = new Link();
        Presences presences = new Presences(vault, link, (_, _) -> Optional.empty(), CLOCK);
        DeviceDirectory devices = new DeviceDirectory(vault, new Usync(link, CLOCK), identities);
        NotificationHandler handler = new NotificationHandler();
        new ContactNotifications(
                        consumer,
                        identities,
                        new Privacy(vault, link, consumer),
                        new Blocklist(vault, link, devices, identities, consumer),
                        new OwnName(consumer, presences),
                        CLOCK)
                .register(handler);

        handle((records, answers) -> {
            for (String type : new String[] {
                "picture", "status", "contacts", "business", "disappearing_mode", "devices", "account_sync"
            }) {
                handler.handle(
                        records, notification.toBuilder().attr("type", type).build(), SELF, answers);
            }
        });
    }

    @Property(tries = 2000)
    void receiptsAreReadOrLeft(@ForAll("receipts") Node receipt) {
        handle((records, _) -> new ReceiptReader(consumer, identities, CLOCK).read(records, receipt, SELF));

        assertThat(consumer.events())
                .filteredOn(StoredEvent.ReceiptArrived.class::isInstance)
                .allSatisfy(event -> assertThat(((StoredEvent.ReceiptArrived) event).messageIds())
                        .isNotEmpty());
    }

    @Property(tries = 1000)
    void acksOfReceiptsAreReadOrLeft(@ForAll("receipts") Node ack) {
        handle((records, _) -> Receipts.confirmed(records, ack));
    }

    @Property(tries = 1000)
    void presenceIsReadOrLeft(@ForAll("presences") Node stanza) {
        handle((records, _) -> {
            var _ = PresenceReader.read(stanza, records.lids()::person);
        });
    }

    @Property(tries = 2000)
    void callsAreReadOrLeft(@ForAll("calls") Node call) {
        handle((records, _) -> new CallHandler(consumer, identities).handle(records, call, SELF));
    }

    private void handle(BiConsumer<Records, Answers> handler) {
        vault.update(records -> handler.accept(records, new Answers()));
    }
}
