package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;

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
    public void awaitArrival(String id) {
        agent.awaitContent(id);
    }

    @Override
    public void awaitRead(String id) {
        agent.awaitReceipt(id, "read");
    }
}
