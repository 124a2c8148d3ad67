package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import java.util.List;
import java.util.Map;

/// Baileys in the stanza comparison.
final class BaileysSide implements StanzaSide {
    private final BaileysAgent agent;
    private final SimulatedPhone phone;

    BaileysSide(BaileysAgent agent, SimulatedPhone phone) {
        this.agent = agent;
        this.phone = phone;
    }

    @Override
    public String name() {
        return "Baileys";
    }

    @Override
    public SimulatedPhone phone() {
        return phone;
    }

    @Override
    public void link() {
        phone.scan(agent.awaitQr());
        agent.awaitOpen();
    }

    @Override
    public void awaitLogin(int number) {
        agent.awaitOpens(number);
    }

    @Override
    public String send(SimulatedPhone to, String text) {
        String id = agent.send(to.lid().toString(), text);
        agent.awaitAck(id);
        return id;
    }

    @Override
    public String send(SimulatedPhone to, SampleMessage message) {
        return send(to, message.forBaileys());
    }

    private String send(SimulatedPhone to, Map<String, ?> content) {
        String id = agent.sendContent(to.lid().toString(), content);
        agent.awaitAck(id);
        return id;
    }

    @Override
    public String react(SimulatedPhone chat, String id, String emoji) {
        return send(chat, Map.of("react", Map.of("text", emoji, "key", BaileysAgent.key(id))));
    }

    @Override
    public String edit(SimulatedPhone chat, String id, String text) {
        return send(chat, Map.of("text", text, "edit", BaileysAgent.key(id)));
    }

    @Override
    public String delete(SimulatedPhone chat, String id) {
        return send(chat, Map.of("delete", BaileysAgent.key(id)));
    }

    @Override
    public void read(SimulatedPhone chat, String id) {
        agent.call("readMessages", List.of(BaileysAgent.key(id)));
    }

    @Override
    public void awaitArrival(String id) {
        agent.awaitContent(id);
    }

    @Override
    public void awaitRead(String id) {
        agent.awaitReceipt(id, "read");
    }
}
