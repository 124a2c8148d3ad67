package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Instant;
import java.util.List;

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
    public String send(SimulatedPhone to, SampleMessage message) {
        return engine.send(to.lid(), message.forParley().apply(engine));
    }

    @Override
    public String react(SimulatedPhone chat, String id, String emoji) {
        return engine.send(own -> OutgoingMessage.reaction(chat.lid(), own, id, false, emoji, Instant.now()));
    }

    @Override
    public String edit(SimulatedPhone chat, String id, String text) {
        return engine.send(own -> OutgoingMessage.edit(chat.lid(), own, id, Content.Text.of(text), Instant.now()));
    }

    @Override
    public String delete(SimulatedPhone chat, String id) {
        return engine.send(own -> OutgoingMessage.deletion(chat.lid(), own, id));
    }

    @Override
    public void read(SimulatedPhone chat, String id) {
        engine.client().receipts().markRead(chat.lid(), List.of(id), Instant.now());
    }

    @Override
    public void awaitArrival(String id) {
        engine.awaitMessage(id);
    }

    @Override
    public void awaitRead(String id) {
        engine.await(
                StoredEvent.ReceiptArrived.class,
                receipt -> receipt.kind() == ReceiptKind.READ
                        && receipt.messageIds().contains(id));
    }
}
