package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;

/// Our engine in the stanza comparison.
final class EngineSide implements StanzaSide {
    private final Engine engine;
    private final SimulatedPhone phone;

    EngineSide(Engine engine, SimulatedPhone phone) {
        this.engine = engine;
        this.phone = phone;
    }

    @Override
    public String name() {
        return "Parley";
    }

    @Override
    public SimulatedPhone phone() {
        return phone;
    }

    @Override
    public void link() {
        engine.link(phone);
    }

    @Override
    public void awaitLogin(int number) {
        engine.events().await(StateEvent.Connected.class, _ -> true, number, BaileysAgent.PATIENCE);
    }

    @Override
    public String send(SimulatedPhone to, String text) {
        return engine.send(to.lid(), text);
    }

    @Override
    public void awaitArrival(String id) {
        engine.await(
                StoredEvent.MessageArrived.class,
                arrived -> arrived.message().key().id().equals(id));
    }

    @Override
    public void awaitRead(String id) {
        engine.await(
                StoredEvent.ReceiptArrived.class,
                receipt -> receipt.kind() == ReceiptKind.READ
                        && receipt.messageIds().contains(id));
    }
}
