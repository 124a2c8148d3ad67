package dev.parley.whatsapp.noise;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.CertChain;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate;
import dev.parley.whatsapp.proto.CertChain.NoiseCertificate.Details;
import java.security.SecureRandom;
import java.time.Instant;

/// Makes certificate chains like WhatsApp's under a root of one's own, for simulators and tests. Thread-safe if its
/// source of randomness is.
public final class CertificateAuthority {
    private static final int ROOT_SERIAL = 0;
    private static final int INTERMEDIATE_SERIAL = 7;
    private static final int LEAF_SERIAL = 8;

    private final KeyPair root;
    private final KeyPair intermediate;
    private final SecureRandom random;

    /// An authority with given keys; `random` goes into its signatures.
    public CertificateAuthority(KeyPair root, KeyPair intermediate, SecureRandom random) {
        this.root = root;
        this.intermediate = intermediate;
        this.random = random;
    }

    /// An authority with new keys.
    public static CertificateAuthority create(SecureRandom random) {
        return new CertificateAuthority(KeyPair.generate(random), KeyPair.generate(random), random);
    }

    /// The key that a client must be told to trust.
    public PublicKey root() {
        return root.publicKey();
    }

    /// An encoded `CertChain` for a server's static key, both certificates valid in the given period.
    public byte[] certify(PublicKey serverStatic, Instant notBefore, Instant notAfter) {
        Details.Builder period =
                Details.newBuilder().setNotBefore(notBefore.getEpochSecond()).setNotAfter(notAfter.getEpochSecond());
        Details intermediateDetails = period.clone()
                .setSerial(INTERMEDIATE_SERIAL)
                .setIssuerSerial(ROOT_SERIAL)
                .setKey(bytes(intermediate.publicKey()))
                .build();
        Details leafDetails = period.clone()
                .setSerial(LEAF_SERIAL)
                .setIssuerSerial(INTERMEDIATE_SERIAL)
                .setKey(bytes(serverStatic))
                .build();
        return CertChain.newBuilder()
                .setLeaf(sign(leafDetails, intermediate.privateKey()))
                .setIntermediate(sign(intermediateDetails, root.privateKey()))
                .build()
                .toByteArray();
    }

    private NoiseCertificate sign(Details details, PrivateKey issuer) {
        ByteString encoded = details.toByteString();
        byte[] signature = XEdDsa.sign(issuer, encoded.toByteArray(), random);
        return NoiseCertificate.newBuilder()
                .setDetails(encoded)
                .setSignature(ByteString.copyFrom(signature))
                .build();
    }

    private static ByteString bytes(PublicKey key) {
        return ByteString.copyFrom(key.bytes());
    }
}
