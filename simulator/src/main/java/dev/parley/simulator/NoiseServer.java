package dev.parley.simulator;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.noise.CertificateAuthority;
import dev.parley.whatsapp.noise.ServerHandshake;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// The server's static key and the certificates for it, under a root of the simulator's own. Thread-safe.
final class NoiseServer {
    private static final Duration VALIDITY = Duration.ofDays(365);

    private final SecureRandom random;
    private final PublicKey root;
    private final KeyPair staticKeys;
    private final byte[] certificateChain;

    NoiseServer(SecureRandom random, Instant now) {
        this.random = random;
        this.staticKeys = KeyPair.generate(random);
        CertificateAuthority authority = CertificateAuthority.create(random);
        this.root = authority.root();
        this.certificateChain = authority.certify(staticKeys.publicKey(), now.minus(VALIDITY), now.plus(VALIDITY));
    }

    PublicKey root() {
        return root;
    }

    ServerHandshake accept(byte[] clientHello) {
        return ServerHandshake.accept(clientHello, staticKeys, KeyPair.generate(random), certificateChain);
    }
}
