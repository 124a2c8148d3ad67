package dev.parley.whatsapp.client.phone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What counts as a sign of life of the phone, and when it is asked for one (passkey.md section 6.5).
class PhoneWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Jid OWN = Jid.pn("15550001111");
    private static final Account SELF = new Account(
            OWN.withDevice(3),
            Jid.lid("100000000000009").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Vault vault = new Vault(new InMemoryDeviceStore(now::get));
    private final List<StoredEvent> events = new ArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final PhoneWatch watch = new PhoneWatch(
            vault,
            new EventConsumer() {
                @Override
                public void store(StoredEvent event) {
                    events.add(event);
                }

                @Override
                public void state(StateEvent event) {}
            },
            pings::incrementAndGet,
            now::get);

    @Test
    void thePhonesStanzasAreSignsOfLifeByTheirOwnTime() {
        look("receipt", OWN, START.minus(Duration.ofDays(3)));
        assertThat(watch.lastSeen()).contains(START.minus(Duration.ofDays(3)));

        look("message", SELF.lid().bare(), START);
        assertThat(watch.lastSeen()).contains(START);
        assertThat(events)
                .containsExactly(
                        new StoredEvent.PhoneSeen(START.minus(Duration.ofDays(3))), new StoredEvent.PhoneSeen(START));
    }

    @Test
    void otherDevicesAndOtherPeopleSayNothingOfThePhone() {
        look("receipt", OWN.withDevice(2), START);
        look("message", Jid.pn("15550002222"), START);
        look("presence", OWN, START);

        assertThat(watch.lastSeen()).isEmpty();
    }

    @Test
    void anHourHasOneEventAndTimeNeverRunsBackwards() {
        look("receipt", OWN, START.plusSeconds(10));
        look("receipt", OWN, START.plusSeconds(1800));
        look("receipt", OWN, START.minusSeconds(7200));

        assertThat(events).containsExactly(new StoredEvent.PhoneSeen(START));
    }

    @Test
    void aClockAheadOfOursDoesNotKeepThePhoneAliveInTheFuture() {
        look("receipt", OWN, START.plus(Duration.ofDays(400)));

        assertThat(watch.lastSeen()).contains(START);
    }

    @Test
    void aPhoneSilentForTenDaysIsAskedOnceADay() {
        watch.askIfSilent();
        look("receipt", OWN, START);
        now.set(START.plus(Duration.ofDays(10)).minusSeconds(1));
        watch.askIfSilent();
        assertThat(pings).as("never seen, or seen lately").hasValue(0);

        now.set(START.plus(Duration.ofDays(10)));
        watch.askIfSilent();
        watch.askIfSilent();
        assertThat(pings).hasValue(1);
        now.set(START.plus(Duration.ofDays(11)));
        watch.askIfSilent();
        assertThat(pings).hasValue(2);

        look("receipt", OWN, now.get());
        now.set(now.get().plus(Duration.ofDays(2)));
        watch.askIfSilent();
        assertThat(pings).hasValue(2);
    }

    private void look(String tag, Jid from, Instant t) {
        Node stanza = Node.of(tag)
                .attr("from", from)
                .attr("id", "1")
                .attr("t", t.getEpochSecond())
                .build();
        vault.update(records -> watch.look(records, stanza, SELF));
    }
}
