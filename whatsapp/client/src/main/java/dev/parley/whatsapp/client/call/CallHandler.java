package dev.parley.whatsapp.client.call;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.Call;
import dev.parley.whatsapp.client.event.CallOutcome;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.StoredCall;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.Optional;

/// Follows calls from one person to this account, for an inbox to show that they rang and were missed
/// (messaging.md section 9.6). Never answers one: the phone does, or another device.
public final class CallHandler {
    /// WhatsApp's own have 32 characters.
    private static final int MAX_ID = 100;

    private final EventConsumer consumer;
    private final IdentityMerger identities;

    public CallHandler(EventConsumer consumer, IdentityMerger identities) {
        this.consumer = consumer;
        this.identities = identities;
    }

    /// Inside the transaction; the ack is not its business.
    public void handle(Records records, Node stanza, Account account) {
        for (Node step : stanza.children()) {
            String id = step.attrOrEmpty("call-id");
            if (id.isEmpty() || id.length() > MAX_ID) {
                continue;
            }
            switch (step.tag()) {
                case "offer" -> offered(records, stanza, step, id, account);
                case "accept" -> end(records, id, CallOutcome.ANSWERED_ELSEWHERE);
                case "reject" -> end(records, id, CallOutcome.DECLINED_ELSEWHERE);
                case "terminate" -> end(records, id, outcome(step));
                default -> {
                    // Group calls, and the talk between those whose call it is.
                }
            }
        }
    }

    private void offered(Records records, Node stanza, Node offer, String id, Account account) {
        Optional<Jid> caller =
                offer.jid("call-creator").or(() -> stanza.jid("from")).filter(Jid::isPerson);
        Optional<Instant> at = stanza.time("t");
        boolean known = records.calls().read(id).isPresent();
        if (caller.isEmpty()
                || at.isEmpty()
                || known
                || account.owns(caller.get())
                || offer.attr("group-jid").isPresent()) {
            return;
        }
        identities.learn(records, caller.map(Jid::bare), offer.jid(caller.get().isLid() ? "caller_pn" : "caller_lid"));
        boolean video = offer.child("video").isPresent();
        records.calls().rings(id, caller.get(), at.get(), video);
        consumer.store(new StoredEvent.CallArrived(call(records, id, caller.get(), at.get(), video)));
    }

    private void end(Records records, String id, CallOutcome outcome) {
        Optional<StoredCall> ringing = records.calls().read(id);
        if (ringing.isEmpty()) {
            return;
        }
        records.calls().ended(id);
        Jid.parse(ringing.get().getCaller())
                .ifPresent(caller -> consumer.store(new StoredEvent.CallEnded(
                        call(
                                records,
                                id,
                                caller,
                                Instant.ofEpochSecond(ringing.get().getTimestamp()),
                                ringing.get().getVideo()),
                        outcome)));
    }

    /// What the caller or the server says when it rings no more.
    private static CallOutcome outcome(Node terminate) {
        return switch (terminate.attrOrEmpty("reason")) {
            case "accepted_elsewhere" -> CallOutcome.ANSWERED_ELSEWHERE;
            case "rejected_elsewhere" -> CallOutcome.DECLINED_ELSEWHERE;
            default -> CallOutcome.MISSED;
        };
    }

    private static Call call(Records records, String id, Jid caller, Instant at, boolean video) {
        return new Call(id, records.lids().person(caller), at, video);
    }
}
