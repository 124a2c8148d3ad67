package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.PreKeySignalMessageContent;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Brings messages to devices, with the faults that were asked for. What is sent again for a retry is spared,
/// so that a fault costs one attempt and not all of them. Guarded by the directory's lock.
final class FaultyMail {
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);

    private final Postman postman;
    private final Faults faults;
    private final ServerClock clock;
    private final Map<Device, Held> held = new LinkedHashMap<>();

    FaultyMail(Postman postman, Faults faults, ServerClock clock) {
        this.postman = postman;
        this.faults = faults;
        this.clock = clock;
    }

    private record Held(Node message, Instant since) {
        boolean isOfChat(Node other) {
            return chat(message).equals(chat(other));
        }

        private static Optional<Jid> chat(Node message) {
            return message.jid("recipient").or(() -> message.jid("from")).map(Jid::bare);
        }
    }

    void deliver(Device device, Node message) {
        Optional<DeliveryFault> fault = isSpared(device, message)
                ? Optional.empty()
                : faults.takeDeliveryFault(device.account().phone());
        boolean sameChat = Optional.ofNullable(held.get(device))
                .filter(waiting -> waiting.isOfChat(message))
                .isPresent();
        if (sameChat || fault.filter(DeliveryFault.OVERTAKEN::equals).isPresent()) {
            release(device);
        }
        switch (fault.orElse(null)) {
            case CORRUPT -> postman.post(device, corrupted(message));
            case DUPLICATE -> {
                postman.post(device, message);
                postman.post(device, message);
            }
            case OVERTAKEN -> held.put(device, new Held(message, clock.now()));
            case null -> postman.post(device, message);
        }
        if (fault.filter(DeliveryFault.OVERTAKEN::equals).isEmpty()) {
            release(device);
        }
    }

    /// Brings what no later message has overtaken.
    void tick() {
        Instant latest = clock.now().minus(LONGEST_HOLD);
        held.entrySet().stream()
                .filter(entry -> entry.getValue().since().isBefore(latest))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::release);
    }

    private void release(Device device) {
        Optional.ofNullable(held.remove(device)).ifPresent(waiting -> postman.post(device, waiting.message()));
    }

    private static boolean isSpared(Device device, Node message) {
        return device.companion().isEmpty()
                || message.hasAttr("category", "peer")
                || message.child("enc").flatMap(enc -> enc.attr("count")).isPresent();
    }

    /// One bit of the last byte of the Signal message, which is its MAC; in a `pkmsg` that message is a field.
    private static Node corrupted(Node message) {
        Node.Builder changed = Node.of(message.tag());
        message.attrs().forEach(changed::attr);
        message.children()
                .forEach(child -> changed.child(
                        child.tag().equals("enc")
                                ? child.bytes()
                                        .map(bytes -> child.toBuilder()
                                                .content(
                                                        child.hasAttr("type", "pkmsg")
                                                                ? flippedInside(bytes)
                                                                : flipped(bytes))
                                                .build())
                                        .orElse(child)
                                : child));
        return changed.build();
    }

    private static Bytes flippedInside(Bytes bytes) {
        byte[] array = bytes.toByteArray();
        try {
            PreKeySignalMessageContent content =
                    PreKeySignalMessageContent.parseFrom(ByteString.copyFrom(array, 1, array.length - 1));
            Bytes message = flipped(Bytes.wrap(content.getMessage().toByteArray()));
            byte[] changed = content.toBuilder()
                    .setMessage(ByteString.copyFrom(message.toByteArray()))
                    .build()
                    .toByteArray();
            return Bytes.wrap(ByteBuffer.allocate(1 + changed.length)
                    .put(array[0])
                    .put(changed)
                    .array());
        } catch (InvalidProtocolBufferException _) {
            return flipped(bytes);
        }
    }

    private static Bytes flipped(Bytes bytes) {
        byte[] array = bytes.toByteArray();
        array[array.length - 1] ^= 1;
        return Bytes.wrap(array);
    }
}
