package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.store.StoreException;
import dev.parley.whatsapp.crypto.PublicKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LoginTest {
    @Test
    void aStoreThatFailsInALoginMakesAnotherLogin() {
        StoreThatForgetsBadly store = new StoreThatForgetsBadly();
        RecordingConsumer consumer = new RecordingConsumer();
        try (Simulator simulator = Simulator.builder().build().start();
                WhatsApp whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                        .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey())));
                WhatsAppClient client = whatsApp.client(store, consumer)) {
            SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
            client.connect();
            ada.scan(consumer.await(StateEvent.QrCode.class).text());
            consumer.await(StateEvent.Connected.class);
            client.disconnect();
            consumer.await(StateEvent.Disconnected.class, gone -> gone.cause() instanceof DisconnectCause.Requested);
            int before = consumer.events().size();

            store.failures.set(1);
            client.connect();

            StateEvent.Disconnected failed = consumer.awaitAfter(before, StateEvent.Disconnected.class, _ -> true);
            assertThat(failed.cause()).isInstanceOf(DisconnectCause.StoreFailed.class);
            assertThat(failed.retryIn()).isPresent();
            consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);
            assertThat(client.connected()).isTrue();
        }
    }

    /// Fails where only a login comes by: when old entries are forgotten.
    private static final class StoreThatForgetsBadly implements DeviceStore {
        private final InMemoryDeviceStore entries = new InMemoryDeviceStore();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public <T> T inTransaction(Function<Transaction, T> work) {
            return entries.inTransaction(transaction -> work.apply(new Forgetful(transaction)));
        }

        private final class Forgetful implements Transaction {
            private final Transaction transaction;

            Forgetful(Transaction transaction) {
                this.transaction = transaction;
            }

            @Override
            public void deleteWrittenBefore(EntryKind kind, Instant time) {
                if (kind == EntryKind.SENT_MESSAGE && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new StoreException("the disk is full", new IllegalStateException());
                }
                transaction.deleteWrittenBefore(kind, time);
            }

            @Override
            public Optional<byte[]> read(EntryKind kind, String name) {
                return transaction.read(kind, name);
            }

            @Override
            public Map<String, byte[]> readAll(EntryKind kind) {
                return transaction.readAll(kind);
            }

            @Override
            public void write(EntryKind kind, String name, byte[] value) {
                transaction.write(kind, name, value);
            }

            @Override
            public void delete(EntryKind kind, String name) {
                transaction.delete(kind, name);
            }

            @Override
            public void deleteAll() {
                transaction.deleteAll();
            }
        }
    }
}
