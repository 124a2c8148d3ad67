package dev.parley.whatsapp.noise;

/// What [CertificateVerifier] found wrong with a certificate chain.
public enum CertificateFlaw {
    /// The intermediate certificate is not signed by the trusted root.
    INTERMEDIATE_SIGNATURE,
    /// The intermediate certificate does not name the root (serial 0, written out) as its issuer.
    INTERMEDIATE_ISSUER,
    /// The leaf certificate is not signed by the intermediate.
    LEAF_SIGNATURE,
    /// The leaf certificate does not name the intermediate as its issuer.
    LEAF_ISSUER,
    /// The leaf certificate is for another key than the server's static key.
    LEAF_KEY,
    /// The validity period of one of them has not begun.
    NOT_YET_VALID,
    /// The validity period of one of them is over.
    EXPIRED
}
