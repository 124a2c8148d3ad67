package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// A companion logs itself out, `xmlns=md` (protocol notes, connection 11).
final class DeviceRemovalIq implements IqHandler {
    private final Unlinking unlinking;

    DeviceRemovalIq(Unlinking unlinking) {
        this.unlinking = unlinking;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        Node removal = iq.child("remove-companion-device").orElseThrow(Refusal::badRequest);
        Device device = caller.device();
        boolean itself = removal.jid("jid")
                .filter(jid -> jid.equals(device.pn()) || jid.equals(device.lid()))
                .isPresent();
        if (!itself) {
            throw Refusal.forbidden();
        }
        return IqAnswer.EMPTY.then(() -> unlinking.unlink(device));
    }
}
