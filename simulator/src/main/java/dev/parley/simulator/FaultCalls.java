package dev.parley.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The calls of the control API that make things go wrong.
final class FaultCalls {
    private static final int LONGEST_DELAY_MILLIS = 60_000;

    private final Faults faults;

    private final MediaCalls media;

    FaultCalls(Faults faults, MediaCalls media) {
        this.faults = faults;
        this.media = media;
    }

    Object apply(ControlRequest request) {
        Optional<String> phone = request.optionalText("phone").map(Phones::digits);
        switch (request.text("kind")) {
            case "drop" -> faults.drop(phone);
            case "stream-error" -> faults.streamError(phone, request.number("code"));
            case "replaced" -> faults.replaced(phone);
            case "stream-end" -> faults.streamEnd(phone);
            case "failure" -> faults.failNextLogin(phone, request.number("reason"));
            case "corrupt-frame" -> faults.corruptFrame(phone);
            case "delay" -> faults.delay(phone, Duration.ofMillis(delay(request)));
            case "withhold-acks" -> faults.withholdAcks(phone, isOn(request));
            case "next-send" -> faults.onNextSend(phone, sendFault(request));
            case "next-delivery" -> faults.onNextDelivery(phone, deliveryFault(request));
            case "exhaust-pre-keys" -> faults.exhaustPreKeys(phone);
            case "refuse" -> faults.refuseConnections(isOn(request));
            case "usync-error" ->
                faults.usyncError(request.text("protocol"), request.number("code"), Duration.ofMillis(delay(request)));
            case "common-part-first" -> faults.commonPartFirst(isOn(request));
            case "clear" -> {
                faults.clear();
                media.clearFaults();
            }
            default -> mediaFault(request);
        }
        return Map.of("success", true);
    }

    private static SendFault sendFault(ControlRequest request) {
        return switch (request.text("fault")) {
            case "refuse" -> new SendFault.Refuse(request.number("code"));
            case "cut-before" -> new SendFault.CutBefore();
            case "cut-after" -> new SendFault.CutAfter();
            case "lose-ack" -> new SendFault.LoseAck();
            case "delay-ack" -> new SendFault.DelayAck(Duration.ofMillis(delay(request)));
            case "refresh-lid" -> new SendFault.RefreshLid();
            case "wrong-hash" -> new SendFault.WrongHash();
            default ->
                throw ControlException.invalid("'fault' is refuse, cut-before, cut-after, lose-ack, delay-ack, "
                        + "refresh-lid or wrong-hash");
        };
    }

    private static DeliveryFault deliveryFault(ControlRequest request) {
        return switch (request.text("fault")) {
            case "corrupt" -> DeliveryFault.CORRUPT;
            case "duplicate" -> DeliveryFault.DUPLICATE;
            case "overtaken" -> DeliveryFault.OVERTAKEN;
            default -> throw ControlException.invalid("'fault' is corrupt, duplicate or overtaken");
        };
    }

    private void mediaFault(ControlRequest request) {
        if (!media.fault(request)) {
            throw ControlException.invalid("'kind' is drop, stream-error, replaced, stream-end, failure, "
                    + "corrupt-frame, delay, withhold-acks, next-send, next-delivery, exhaust-pre-keys, refuse, "
                    + "usync-error, common-part-first, one of media- or clear");
        }
    }

    private static int delay(ControlRequest request) {
        int millis = request.number("millis");
        if (millis < 0 || millis > LONGEST_DELAY_MILLIS) {
            throw ControlException.invalid("'millis' is 0 to " + LONGEST_DELAY_MILLIS);
        }
        return millis;
    }

    private static boolean isOn(ControlRequest request) {
        return request.optionalFlag("on").orElse(true);
    }
}
