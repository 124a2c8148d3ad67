package dev.parley.simulator;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.Message;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                "sent",
                phone.sent().stream().map(MessageView::of).toList(),
                "receipts",
                phone.receipts().stream().map(ReceiptView::of).toList());
    }

    /// A text, an answer to a message, or any message as an encoded protobuf.
    Object send(ControlRequest request) {
        SimulatedPhone phone = phone(request);
        Optional<String> quoted = request.optionalText("quotedMessageId");
        if (quoted.isPresent()) {
            return id(phone.reply(quoted.get(), request.text("text")));
        }
        Message message = request.optionalText("proto")
                .map(PhoneCalls::message)
                .orElseGet(() -> Message.newBuilder()
                        .setConversation(request.text("text"))
                        .build());
        Optional<String> withheld = request.optionalText("unavailable");
        return id(
                withheld.isPresent()
                        ? phone.sendWithheld(request.text("to"), message, withheld.get())
                        : phone.send(request.text("to"), message));
    }

    Object react(ControlRequest request) {
        return id(phone(request)
                .react(request.text("messageId"), request.optionalText("emoji").orElse("")));
    }

    Object edit(ControlRequest request) {
        return id(phone(request).edit(request.text("messageId"), request.text("text")));
    }

    Object delete(ControlRequest request) {
        return id(phone(request).delete(request.text("messageId")));
    }

    Object vote(ControlRequest request) {
        List<String> options = request.optionalText("option").map(List::of).orElse(List.of());
        return id(phone(request).vote(request.text("messageId"), options));
    }

    private static Object id(String id) {
        return Map.of("id", id);
    }

    static Message message(String base64) {
        try {
            return Message.parseFrom(Base64.getDecoder().decode(base64));
        } catch (InvalidProtocolBufferException | IllegalArgumentException _) {
            throw ControlException.invalid("proto is no message in base64");
        }
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

    /// @param proto the content as an encoded protobuf, in base64
    private record MessageView(
            String id,
            String chat,
            String sender,
            int senderDevice,
            String text,
            long timestamp,
            boolean fromMe,
            List<String> kinds,
            String quotedMessageId,
            Map<String, String> reactions,
            boolean edited,
            boolean deleted,
            String proto) {
        static MessageView of(PhoneMessage message) {
            return new MessageView(
                    message.id(),
                    message.chat(),
                    message.sender(),
                    message.senderDevice(),
                    message.text(),
                    seconds(message.timestamp()),
                    message.fromMe(),
                    message.content().getAllFields().keySet().stream()
                            .map(FieldDescriptor::getJsonName)
                            .filter(name -> !name.equals("messageContextInfo"))
                            .toList(),
                    message.quotedMessageId(),
                    message.reactions(),
                    message.edited(),
                    message.deleted(),
                    Base64.getEncoder().encodeToString(message.content().toByteArray()));
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
