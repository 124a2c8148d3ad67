package dev.parley.simulator;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The calls of the control API about phones.
final class PhoneCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);

    private final SimulatorServer server;

    PhoneCalls(SimulatorServer server) {
        this.server = server;
    }

    Object info() {
        return Map.of(
                "websocketUrl",
                server.uri("ws", "/ws/chat").toString(),
                "rootKey",
                HexFormat.of().formatHex(server.rootKey()),
                "mediaCaPem",
                server.mediaAuthorityPem());
    }

    Object all() {
        return Map.of(
                "phones", server.phones().all().stream().map(PhoneView::of).toList());
    }

    Object create(ControlRequest request) {
        SimulatedPhone phone = server.phones().create(request.text("phone"), request.text("name"));
        apply(request, phone);
        return PhoneView.of(phone);
    }

    Object settings(ControlRequest request) {
        SimulatedPhone phone = phone(request);
        apply(request, phone);
        return PhoneView.of(phone);
    }

    private static void apply(ControlRequest request, SimulatedPhone phone) {
        request.optionalAddressing().ifPresent(phone::useAddressing);
        request.optionalFlag("refreshQr").ifPresent(phone::refreshQrAfterScan);
        request.optionalFlag("online").ifPresent(online -> {
            if (online) {
                phone.goOnline();
            } else {
                phone.goOffline();
            }
        });
    }

    Object messages(ControlRequest request) {
        SimulatedPhone phone = phone(request);
        return Map.of(
                "messages",
                phone.messages().stream().map(MessageView::of).toList(),
                "receipts",
                phone.receipts().stream().map(ReceiptView::of).toList());
    }

    Object send(ControlRequest request) {
        return Map.of("id", phone(request).send(request.text("to"), request.text("text")));
    }

    Object read(ControlRequest request) {
        phone(request).read(request.text("messageId"));
        return DONE;
    }

    Object unlink(ControlRequest request) {
        phone(request).unlink(request.number("device"));
        return DONE;
    }

    Object reinstall(ControlRequest request) {
        phone(request).reinstall();
        return DONE;
    }

    Object stanzas(ControlRequest request) {
        return Map.of(
                "stanzas",
                server.stanzas(request.query("phone")).stream()
                        .map(StanzaJson::of)
                        .toList());
    }

    private SimulatedPhone phone(ControlRequest request) {
        return server.phones().get(request.phone());
    }

    /// @param lid the other name of the same account
    /// @param companions their numbers
    private record PhoneView(String phone, String name, String lid, List<Integer> companions) {
        static PhoneView of(SimulatedPhone phone) {
            return new PhoneView(phone.phone(), phone.name(), phone.lid().toString(), phone.companions());
        }
    }

    private record MessageView(
            String id, String chat, String sender, int senderDevice, String text, long timestamp, boolean fromMe) {
        static MessageView of(PhoneMessage message) {
            return new MessageView(
                    message.id(),
                    message.chat(),
                    message.sender(),
                    message.senderDevice(),
                    message.text(),
                    seconds(message.timestamp()),
                    message.fromMe());
        }
    }

    private record ReceiptView(String messageId, String from, int device, String type, long timestamp) {
        static ReceiptView of(PhoneReceipt receipt) {
            return new ReceiptView(
                    receipt.messageId(),
                    receipt.from(),
                    receipt.device(),
                    receipt.type().isEmpty() ? "delivered" : receipt.type(),
                    seconds(receipt.timestamp()));
        }
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }
}
