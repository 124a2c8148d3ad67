package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Shows the refs of one connection as QR codes, one after the other (connection.md section 6.3). Belongs to the
/// session's steps.
final class QrPairing {
    /// WhatsApp sends six.
    private static final int MOST_REFS = 32;

    private final PairingSession session;
    private final Deque<String> refs = new ArrayDeque<>();
    private Optional<String> shown = Optional.empty();
    private Instant shownUntil = Instant.MIN;
    private @Nullable Future<?> nextRef;

    QrPairing(PairingSession session) {
        this.session = session;
    }

    /// Shows the refs of a `pair-device`, in place of those before.
    void show(Node pairDevice) {
        refs.clear();
        pairDevice.children("ref").stream()
                .limit(MOST_REFS)
                .forEach(ref -> ref.text().ifPresent(refs::add));
        showNext(session.parts().timings().firstRef());
    }

    /// Draws the code on the screen again, with the secret of now.
    void redraw() {
        shown.ifPresent(ref -> show(ref, shownUntil));
    }

    boolean showing() {
        return shown.isPresent();
    }

    /// Stops showing codes.
    void stop() {
        refs.clear();
        shown = Optional.empty();
        cancelTimer();
    }

    private void showNext(Duration lifetime) {
        cancelTimer();
        String ref = refs.poll();
        if (ref == null) {
            shown = Optional.empty();
            session.endIfIdle();
            return;
        }
        shown = Optional.of(ref);
        show(ref, session.now().plus(lifetime));
        nextRef = session.later(lifetime, () -> expired(ref));
    }

    private void expired(String ref) {
        if (shown.filter(ref::equals).isPresent()) {
            showNext(session.parts().timings().otherRefs());
        }
    }

    private void show(String ref, Instant until) {
        shownUntil = until;
        session.emit(new StateEvent.QrCode(QrText.of(ref, session.credentials()), until));
    }

    private void cancelTimer() {
        if (nextRef != null) {
            nextRef.cancel(false);
            nextRef = null;
        }
    }
}
