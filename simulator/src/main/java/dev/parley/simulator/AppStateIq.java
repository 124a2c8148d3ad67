package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;

/// App state collections, `xmlns=w:sync:app:state`: all of them are empty, and patches are refused.
final class AppStateIq implements IqHandler {
    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        Node asked = iq.child("sync").orElseThrow(Refusal::badRequest);
        Node.Builder sync = Node.of("sync");
        asked.children("collection").forEach(collection -> sync.child(answer(collection)));
        return IqAnswer.of(sync);
    }

    private static Node.Builder answer(Node collection) {
        Node.Builder answered = Node.of("collection").attr("name", collection.attrOrEmpty("name"));
        if (collection.child("patch").isPresent()) {
            return answered.attr("type", "error")
                    .child(Node.of("error").attr("code", Refusal.MALFORMED).attr("text", "bad-request"));
        }
        return answered.attr("version", 0);
    }
}
