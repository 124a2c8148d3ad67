package dev.parley.simulator.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// An authority of its own, made anew at every start, and a certificate that it signed for the media server: for the
/// loopback address, and for WhatsApp's media hosts, whose names some clients have built in. Immutable.
final class MediaCertificates {
    private static final X500Name AUTHORITY = new X500Name("CN=Parley simulator media CA");
    private static final X500Name SERVER = new X500Name("CN=Parley simulator media server");
    private static final List<GeneralName> NAMES = List.of(
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.dNSName, "*.whatsapp.net"),
            new GeneralName(GeneralName.dNSName, "*.cdn.whatsapp.net"));
    /// Fixed, since a client checks it by its own clock and not by the simulator's.
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

    private static final Instant UNTIL = Instant.parse("2049-01-01T00:00:00Z");

    private final String authorityPem;
    private final SSLContext context;

    MediaCertificates(SecureRandom random) {
        try {
            KeyPair authority = keyPair(random);
            KeyPair server = keyPair(random);
            Certificate root = sign(AUTHORITY, authority, authority.getPrivate(), authorityExtensions(), random);
            Certificate leaf = sign(SERVER, server, authority.getPrivate(), serverExtensions(), random);
            authorityPem = pem(root);
            context = context(server.getPrivate(), leaf, root, random);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates of the media server could not be made", e);
        }
    }

    /// What a client must trust.
    String authorityPem() {
        return authorityPem;
    }

    /// What the server shows.
    SSLContext context() {
        return context;
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static ExtensionsGenerator authorityExtensions() throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        return extensions;
    }

    private static ExtensionsGenerator serverExtensions() throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(NAMES.toArray(GeneralName[]::new)));
        return extensions;
    }

    /// RFC 5280 section 4.1: the content, the algorithm and the signature.
    private static Certificate sign(
            X500Name subject, KeyPair keys, PrivateKey issuer, ExtensionsGenerator extensions, SecureRandom random)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(Long.SIZE, random).setBit(0)));
        generator.setSignature(algorithm);
        generator.setIssuer(AUTHORITY);
        generator.setSubject(subject);
        generator.setStartDate(new Time(Date.from(FROM)));
        generator.setEndDate(new Time(Date.from(UNTIL)));
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        generator.setExtensions(extensions.generate());
        TBSCertificate content = generator.generateTBSCertificate();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer, random);
        signature.update(content.getEncoded());
        byte[] encoded = new DERSequence(List.of(content, algorithm, new DERBitString(signature.sign()))
                        .toArray(ASN1Encodable[]::new))
                .getEncoded();
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static SSLContext context(PrivateKey key, Certificate leaf, Certificate root, SecureRandom random)
            throws GeneralSecurityException, IOException {
        char[] password = new char[0];
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, password);
        keys.setKeyEntry("server", key, password, Stream.of(leaf, root).toArray(Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(managers.getKeyManagers(), null, random);
        return made;
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
