package dev.parley.simulator;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes one connection's stanzas to the log. Before a linking the log does not know whose they are: they are
/// kept and filed when it does. Thread-safe.
final class StanzaTrace {
    private static final int MAX_UNATTRIBUTED = 50;

    private final StanzaLog log;
    private final ServerClock clock;
    private final List<StanzaLog.Entry> unattributed = new ArrayList<>();
    private @Nullable ByteString payload;
    private @Nullable String phone;
    private int device;

    StanzaTrace(StanzaLog log, ServerClock clock) {
        this.log = log;
        this.clock = clock;
    }

    synchronized void attributeTo(String newPhone, int newDevice) {
        phone = newPhone;
        device = newDevice;
        for (StanzaLog.Entry entry : unattributed) {
            log.add(newPhone, new StanzaLog.Entry(entry.direction(), newDevice, entry.time(), entry.plaintext()));
        }
        unattributed.clear();
        if (payload != null) {
            log.addPayload(newPhone, payload);
            payload = null;
        }
    }

    /// What the client said of itself in the handshake.
    synchronized void handshake(ByteString newPayload) {
        payload = newPayload;
    }

    synchronized Optional<String> phone() {
        return Optional.ofNullable(phone);
    }

    void received(byte[] plaintext) {
        add(SeenStanza.Direction.RECEIVED, plaintext);
    }

    void sent(byte[] plaintext) {
        add(SeenStanza.Direction.SENT, plaintext);
    }

    private synchronized void add(SeenStanza.Direction direction, byte[] plaintext) {
        StanzaLog.Entry entry = new StanzaLog.Entry(direction, device, clock.now(), new StanzaLog.Plaintext(plaintext));
        if (phone != null) {
            log.add(phone, entry);
        } else if (unattributed.size() < MAX_UNATTRIBUTED) {
            unattributed.add(entry);
        }
    }
}
