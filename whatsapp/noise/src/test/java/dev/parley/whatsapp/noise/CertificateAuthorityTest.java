package dev.parley.whatsapp.noise;

import static dev.parley.whatsapp.noise.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    @Test
    void makesTheCertificateChainOfTheVectors() {
        CertificateAuthority authority =
                new CertificateAuthority(Vectors.ROOT, Vectors.INTERMEDIATE, new Vectors.ZeroRandom());
        byte[] chain = authority.certify(Vectors.SERVER_STATIC.publicKey(), Vectors.NOT_BEFORE, Vectors.NOT_AFTER);
        assertThat(hex(chain)).isEqualTo(Vectors.CERTIFICATE_CHAIN);
        assertThat(hex(Sha256.of(chain))).isEqualTo("49015912cbae6ce5ac048df691c566261a3ac6f1a6ea902f9a4af6e543c6f8cc");
    }

    @Test
    void makesChainsThatItsOwnRootVerifies() {
        SecureRandom random = new SecureRandom();
        CertificateAuthority authority = CertificateAuthority.create(random);
        KeyPair server = KeyPair.generate(random);
        byte[] chain = authority.certify(server.publicKey(), Vectors.NOT_BEFORE, Vectors.NOT_AFTER);
        Clock clock = Clock.fixed(Vectors.NOT_BEFORE, ZoneOffset.UTC);
        new CertificateVerifier(authority.root(), clock, Duration.ZERO).verify(chain, server.publicKey());
    }
}
