package dev.parley.whatsapp.noise;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.CertChain;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate.Details;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;

/// Decides whether a Noise server is WhatsApp's: root signs intermediate, intermediate signs leaf, leaf names the
/// server's static key. Immutable and thread-safe.
public final class CertificateVerifier {
    private static final int ROOT_SERIAL = 0;

    private final PublicKey trustRoot;
    private final Clock clock;
    private final Duration tolerance;

    /// @param trustRoot [WhatsAppRoot#PUBLIC_KEY], or the root of a simulator
    /// @param tolerance how far the own clock may be off before a validity period is held against the server
    public CertificateVerifier(PublicKey trustRoot, Clock clock, Duration tolerance) {
        this.trustRoot = trustRoot;
        this.clock = clock;
        this.tolerance = tolerance;
    }

    /// Returns if the chain leads from the trusted root to the static key, and is valid now.
    ///
    /// @param certificateChain the encoded `CertChain` that the server sent
    /// @param serverStatic the static key that the server used in the handshake
    /// @throws NoiseException.UntrustedCertificate naming the first flaw found
    /// @throws NoiseException.Malformed if the bytes are no certificate chain
    public void verify(byte[] certificateChain, PublicKey serverStatic) {
        CertChain chain = parse(certificateChain);
        Details intermediate = details(chain.getIntermediate());
        Details leaf = details(chain.getLeaf());

        require(isSigned(chain.getIntermediate(), trustRoot), CertificateFlaw.INTERMEDIATE_SIGNATURE);
        require(isIssuedBy(intermediate, ROOT_SERIAL), CertificateFlaw.INTERMEDIATE_ISSUER);
        PublicKey issuer = HandshakeMessages.publicKey(intermediate.getKey(), "intermediate.key");
        require(isSigned(chain.getLeaf(), issuer), CertificateFlaw.LEAF_SIGNATURE);
        require(isIssuedBy(leaf, intermediate.getSerial()), CertificateFlaw.LEAF_ISSUER);
        require(MessageDigest.isEqual(leaf.getKey().toByteArray(), serverStatic.bytes()), CertificateFlaw.LEAF_KEY);
        requireValidNow(intermediate);
        requireValidNow(leaf);
    }

    /// The signature is over the details as they were sent, never over a new encoding of them.
    private static boolean isSigned(NoiseCertificate certificate, PublicKey signer) {
        return XEdDsa.verify(
                signer,
                certificate.getDetails().toByteArray(),
                certificate.getSignature().toByteArray());
    }

    /// An absent issuer is not serial 0: WhatsApp's own client demands that the field is there.
    private static boolean isIssuedBy(Details details, int issuerSerial) {
        return details.hasIssuerSerial() && details.getIssuerSerial() == issuerSerial;
    }

    private void requireValidNow(Details details) {
        long earliest = clock.instant().minus(tolerance).getEpochSecond();
        long latest = clock.instant().plus(tolerance).getEpochSecond();
        require(Long.compareUnsigned(details.getNotBefore(), latest) <= 0, CertificateFlaw.NOT_YET_VALID);
        require(Long.compareUnsigned(details.getNotAfter(), earliest) >= 0, CertificateFlaw.EXPIRED);
    }

    private static void require(boolean holds, CertificateFlaw otherwise) {
        if (!holds) {
            throw new NoiseException.UntrustedCertificate(otherwise);
        }
    }

    private static CertChain parse(byte[] certificateChain) {
        try {
            return CertChain.parseFrom(certificateChain);
        } catch (InvalidProtocolBufferException e) {
            throw new NoiseException.Malformed("No certificate chain in " + certificateChain.length + " bytes", e);
        }
    }

    private static Details details(NoiseCertificate certificate) {
        try {
            return Details.parseFrom(certificate.getDetails());
        } catch (InvalidProtocolBufferException e) {
            throw new NoiseException.Malformed("Certificate without details", e);
        }
    }
}
