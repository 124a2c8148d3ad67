package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// Our engine with its store in memory, on a simulator: one device, with everything that it told.
final class Engine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WhatsApp whatsApp;
    private final WhatsAppClient client;
    private final EventLog<WhatsAppEvent> events = new EventLog<>();

    Engine(Simulator simulator) {
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley").at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey())));
        client = whatsApp.client(new InMemoryDeviceStore(), new EventConsumer() {
            @Override
            public void store(StoredEvent event) {
                events.add(event);
            }

            @Override
            public void state(StateEvent event) {
                events.add(event);
            }
        });
    }

    WhatsAppClient client() {
        return client;
    }

    EventLog<WhatsAppEvent> events() {
        return events;
    }

    /// Waits for an event of the past or the future.
    <T extends WhatsAppEvent> T await(Class<T> type, java.util.function.Predicate<? super T> wanted) {
        return events.await(type, wanted, PATIENCE);
    }

    /// Links this device to the account of that phone and waits until it is online.
    void link(SimulatedPhone phone) {
        client.connect();
        phone.scan(await(StateEvent.QrCode.class, _ -> true).text());
        await(StateEvent.Connected.class, _ -> true);
    }

    /// Sends a text and waits until WhatsApp took it; its id.
    String send(Jid to, String text) {
        await(StateEvent.Connected.class, _ -> true);
        String id = MessageIds.next(client.self().orElseThrow(), Clock.systemUTC(), new SecureRandom());
        SendResult result = client.send(List.of(OutgoingMessage.text(to, id, text)))
                .getFirst()
                .await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return id;
    }

    @Override
    public void close() {
        client.close();
        whatsApp.close();
    }
}
