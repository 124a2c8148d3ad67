package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import javax.crypto.KeyAgreement;
import org.conscrypt.Conscrypt;
import org.conscrypt.XdhKeySpec;

/// X25519 of BoringSSL. The provider is never registered with the JVM, so nothing else in the process changes.
final class ConscryptX25519 implements X25519Engine {
    private static final String ALGORITHM = "XDH";

    private final Provider provider;

    /// @throws UnsatisfiedLinkError if there is no native library that this system can load
    ConscryptX25519() {
        provider = Conscrypt.newProvider();
    }

    @Override
    public byte[] multiply(byte[] scalar, byte[] u) throws GeneralSecurityException {
        KeyFactory keyFactory = KeyFactory.getInstance(ALGORITHM, provider);
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM, provider);
        agreement.init(keyFactory.generatePrivate(new XdhKeySpec(scalar)));
        agreement.doPhase(keyFactory.generatePublic(new XdhKeySpec(u)), true);
        return agreement.generateSecret();
    }
}
