package dev.parley.simulator;

import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One companion that waits to be linked. Guarded by the directory's lock.
///
/// Showing refs → (asked to refresh → showing refs) → linking → closed with 515; or linking → showing refs when
/// the companion refused or stayed silent.
final class PairingSession {
    private final Channel channel;
    private final Registration registration;
    private List<Ref> refs = List.of();
    private @Nullable Link link;
    private byte @Nullable [] outdatedSecret;
    private @Nullable LinkCodeAttempt linkCode;
    private @Nullable PasskeyCeremony passkey;
    private int codes;

    PairingSession(Channel channel, Registration registration) {
        this.channel = channel;
        this.registration = registration;
    }

    record Ref(String text, Instant expires) {}

    /// A linking that waits for the companion's signature.
    ///
    /// @param iqId of the `pair-success`
    /// @param jid what the companion will be called
    record Link(
            String iqId,
            Account account,
            Jid jid,
            int keyIndex,
            ADVSignedDeviceIdentity offered,
            Instant deadline,
            CompletableFuture<ScanResult> outcome) {}

    Channel channel() {
        return channel;
    }

    Registration registration() {
        return registration;
    }

    List<Ref> refs() {
        return refs;
    }

    /// Takes new refs, which live one after the other; each gets one more period, since the client's clock starts
    /// later.
    void show(List<String> texts, Instant now, Duration first, Duration next) {
        List<Ref> latest = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            latest.add(new Ref(texts.get(i), now.plus(first).plus(next.multipliedBy(i + 1L))));
        }
        refs = List.copyOf(latest);
    }

    boolean refsAreUsedUp(Instant now) {
        return link == null && refs.stream().noneMatch(ref -> now.isBefore(ref.expires()));
    }

    Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    void linking(Link started) {
        link = started;
    }

    /// Linked, or back to the refs, with the one that was scanned used up.
    void linkingEnded() {
        link = null;
    }

    void outdated(byte[] secret) {
        outdatedSecret = secret.clone();
    }

    /// Whether the companion has been asked for another secret already.
    boolean wasAskedToRefresh() {
        return outdatedSecret != null;
    }

    boolean isOutdated(byte[] secret) {
        return Arrays.equals(outdatedSecret, secret);
    }

    Optional<LinkCodeAttempt> linkCode() {
        return Optional.ofNullable(linkCode);
    }

    /// Takes another code in place of the one before.
    void linkCode(LinkCodeAttempt shown) {
        linkCode = shown;
    }

    /// How many codes were asked for on this connection, with this one.
    int countCode() {
        codes++;
        return codes;
    }

    Optional<PasskeyCeremony> passkey() {
        return Optional.ofNullable(passkey);
    }

    void passkey(PasskeyCeremony begun) {
        passkey = begun;
    }
}
