package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.IdentityChanges;
import dev.parley.whatsapp.client.prekey.BundleFetcher;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.signal.BuildResult;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.SessionBuilder;
import dev.parley.whatsapp.signal.SessionCipher;
import dev.parley.whatsapp.signal.SignalAddress;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts Signal sessions with devices there are none with. Thread-safe.
public final class SessionStarter {
    private static final Logger log = LoggerFactory.getLogger(SessionStarter.class);

    private final Vault vault;
    private final BundleFetcher bundles;
    private final IdentityChanges identityChanges;
    private final SecureRandom random;

    public SessionStarter(Vault vault, BundleFetcher bundles, IdentityChanges identityChanges, SecureRandom random) {
        this.vault = vault;
        this.bundles = bundles;
        this.identityChanges = identityChanges;
        this.random = random;
    }

    /// Fetches the bundles of all `devices` without a session in one question. A device that WhatsApp no
    /// longer knows makes its user's list be asked for again next time.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when WhatsApp does not answer
    void ensureSessions(Collection<Jid> devices) {
        List<Jid> without = vault.transact(records -> devices.stream()
                .filter(device -> !records.signal().hasSession(FanOut.session(records, device)))
                .toList());
        if (without.isEmpty()) {
            return;
        }
        BundleFetcher.Fetched fetched = bundles.fetch(without);
        vault.update(records -> {
            fetched.bundles().forEach((device, bundle) -> {
                if (!records.signal().hasSession(FanOut.session(records, device))) {
                    build(records, device, bundle);
                }
            });
            fetched.gone().forEach(device -> DeviceDirectory.forget(records, device));
        });
    }

    /// Builds a session from a bundle, trusting a new identity as WhatsApp's own client does; false when the
    /// bundle is not authentic.
    boolean build(Records records, Jid device, PreKeyBundle bundle) {
        SignalAddress address = FanOut.session(records, device);
        SessionBuilder builder = new SessionBuilder(records.signal(), random);
        BuildResult result = builder.build(address, bundle);
        if (result instanceof BuildResult.UntrustedIdentity(var identityKey)) {
            new SessionCipher(records.signal(), random).acceptIdentity(address, identityKey);
            identityChanges.changed(records, device);
            result = builder.build(address, bundle);
        }
        if (result instanceof BuildResult.InvalidBundle(String reason)) {
            log.warn("A bundle of device {} is not valid: {}", device.device(), reason);
        }
        return result instanceof BuildResult.Built;
    }
}
