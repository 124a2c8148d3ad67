package dev.parley.whatsapp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.CertChain;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate.Details;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateVerifierTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final Details.Builder intermediate = details(7, 0, Vectors.INTERMEDIATE.publicKey());
    private final Details.Builder leaf = details(8, 7, Vectors.SERVER_STATIC.publicKey());

    @Test
    void acceptsTheChainOfTheVectors() {
        assertThatCode(() -> verify(Vectors.bytes(Vectors.CERTIFICATE_CHAIN), NOW))
                .doesNotThrowAnyException();
        assertThatCode(() -> verify(chain(), NOW)).doesNotThrowAnyException();
    }

    @Test
    void refusesAnIntermediateThatTheRootDidNotSign() {
        byte[] chain = chain(Vectors.pair(0x12), Vectors.INTERMEDIATE);
        assertFlaw(chain, CertificateFlaw.INTERMEDIATE_SIGNATURE);
    }

    @Test
    void refusesAnotherRootThanItsOwn() {
        CertificateVerifier verifier =
                new CertificateVerifier(WhatsAppRoot.PUBLIC_KEY, Clock.fixed(NOW, ZoneOffset.UTC), TOLERANCE);
        assertThatExceptionOfType(NoiseException.UntrustedCertificate.class)
                .isThrownBy(() -> verifier.verify(chain(), Vectors.SERVER_STATIC.publicKey()))
                .satisfies(e -> assertThat(e.flaw()).isEqualTo(CertificateFlaw.INTERMEDIATE_SIGNATURE));
    }

    @Test
    void refusesAnIntermediateOfAnotherIssuer() {
        intermediate.setIssuerSerial(1);
        assertFlaw(chain(), CertificateFlaw.INTERMEDIATE_ISSUER);
    }

    @Test
    void refusesAnIntermediateThatLeavesItsIssuerOut() {
        intermediate.clearIssuerSerial();
        assertFlaw(chain(), CertificateFlaw.INTERMEDIATE_ISSUER);
    }

    @Test
    void refusesALeafThatTheIntermediateDidNotSign() {
        assertFlaw(chain(Vectors.ROOT, Vectors.ROOT), CertificateFlaw.LEAF_SIGNATURE);
    }

    @Test
    void refusesALeafOfAnotherIssuer() {
        leaf.setIssuerSerial(6);
        assertFlaw(chain(), CertificateFlaw.LEAF_ISSUER);
    }

    @Test
    void refusesALeafThatLeavesItsIssuerOut() {
        intermediate.setSerial(0);
        leaf.clearIssuerSerial();
        assertFlaw(chain(), CertificateFlaw.LEAF_ISSUER);
    }

    @Test
    void refusesALeafForAnotherKeyThanTheServers() {
        leaf.setKey(ByteString.copyFrom(Vectors.SERVER_EPHEMERAL.publicKey().bytes()));
        assertFlaw(chain(), CertificateFlaw.LEAF_KEY);
    }

    @Test
    void refusesAnExpiredLeaf() {
        leaf.setNotAfter(NOW.minus(TOLERANCE).getEpochSecond() - 1);
        assertFlaw(chain(), CertificateFlaw.EXPIRED);
    }

    @Test
    void refusesAnExpiredIntermediate() {
        intermediate.setNotAfter(NOW.minus(TOLERANCE).getEpochSecond() - 1);
        assertFlaw(chain(), CertificateFlaw.EXPIRED);
    }

    @Test
    void refusesALeafNotYetValid() {
        leaf.setNotBefore(NOW.plus(TOLERANCE).getEpochSecond() + 1);
        assertFlaw(chain(), CertificateFlaw.NOT_YET_VALID);
    }

    @Test
    void refusesAnIntermediateNotYetValid() {
        intermediate.setNotBefore(NOW.plus(TOLERANCE).getEpochSecond() + 1);
        assertFlaw(chain(), CertificateFlaw.NOT_YET_VALID);
    }

    @Test
    void allowsForAClockThatIsOffWithinTheTolerance() {
        leaf.setNotAfter(NOW.minus(TOLERANCE).getEpochSecond());
        intermediate.setNotBefore(NOW.plus(TOLERANCE).getEpochSecond());
        assertThatCode(() -> verify(chain(), NOW)).doesNotThrowAnyException();
    }

    /// The times are unsigned 64-bit numbers.
    @Test
    void takesALargeEndForTheFarFuture() {
        leaf.setNotAfter(-1);
        assertThatCode(() -> verify(chain(), NOW)).doesNotThrowAnyException();
    }

    @Test
    void refusesACertificateWithoutTimes() {
        leaf.clearNotBefore().clearNotAfter();
        assertFlaw(chain(), CertificateFlaw.EXPIRED);
    }

    @Test
    void refusesAChainWithoutCertificates() {
        assertFlaw(new byte[0], CertificateFlaw.INTERMEDIATE_SIGNATURE);
        CertChain withoutLeaf = CertChain.newBuilder()
                .setIntermediate(sign(intermediate, Vectors.ROOT))
                .build();
        assertFlaw(withoutLeaf.toByteArray(), CertificateFlaw.LEAF_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesAnIntermediateWhoseKeyIsNoKey(int length) {
        intermediate.setKey(ByteString.copyFrom(new byte[length]));
        assertThatThrownBy(() -> verify(chain(), NOW)).isInstanceOf(NoiseException.Malformed.class);
    }

    @Test
    void refusesBytesThatAreNoChain() {
        assertThatThrownBy(() -> verify(new byte[] {0x0a, 0x7f, 1}, NOW)).isInstanceOf(NoiseException.Malformed.class);
    }

    private void assertFlaw(byte[] chain, CertificateFlaw flaw) {
        assertThatExceptionOfType(NoiseException.UntrustedCertificate.class)
                .isThrownBy(() -> verify(chain, NOW))
                .satisfies(e -> assertThat(e.flaw()).isEqualTo(flaw));
    }

    private static void verify(byte[] chain, Instant now) {
        new CertificateVerifier(Vectors.ROOT.publicKey(), Clock.fixed(now, ZoneOffset.UTC), TOLERANCE)
                .verify(chain, Vectors.SERVER_STATIC.publicKey());
    }

    private byte[] chain() {
        return chain(Vectors.ROOT, Vectors.INTERMEDIATE);
    }

    private byte[] chain(KeyPair signerOfIntermediate, KeyPair signerOfLeaf) {
        return CertChain.newBuilder()
                .setLeaf(sign(leaf, signerOfLeaf))
                .setIntermediate(sign(intermediate, signerOfIntermediate))
                .build()
                .toByteArray();
    }

    private static NoiseCertificate sign(Details.Builder details, KeyPair signer) {
        ByteString encoded = details.build().toByteString();
        byte[] signature = XEdDsa.sign(signer.privateKey(), encoded.toByteArray(), new Vectors.ZeroRandom());
        return NoiseCertificate.newBuilder()
                .setDetails(encoded)
                .setSignature(ByteString.copyFrom(signature))
                .build();
    }

    private static Details.Builder details(int serial, int issuerSerial, PublicKey key) {
        return Details.newBuilder()
                .setSerial(serial)
                .setIssuerSerial(issuerSerial)
                .setKey(ByteString.copyFrom(key.bytes()))
                .setNotBefore(Vectors.NOT_BEFORE.getEpochSecond())
                .setNotAfter(Vectors.NOT_AFTER.getEpochSecond());
    }
}
