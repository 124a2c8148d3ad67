package dev.parley.whatsapp.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// XEdDSA as WhatsApp and old Signal clients use it: Ed25519 signatures made with Curve25519 keys. Thread-safe.
///
/// It differs from the published XEdDSA text in one thing: the private key is not negated to force the sign of the
/// Edwards public key to zero; instead that sign travels in the top bit of the signature's last byte.
public final class XEdDsa {
    public static final int SIGNATURE_LENGTH = 64;

    static final int RANDOM_LENGTH = 64;

    private static final byte[] NONCE_PREFIX = noncePrefix();

    private XEdDsa() {}

    /// A signature of 64 bytes; another one each time.
    public static byte[] sign(PrivateKey privateKey, byte[] message, SecureRandom random) {
        byte[] z = new byte[RANDOM_LENGTH];
        random.nextBytes(z);
        return sign(privateKey, message, z);
    }

    /// Signs with given randomness `z` of 64 bytes, so that vectors can be reproduced.
    static byte[] sign(PrivateKey privateKey, byte[] message, byte[] z) {
        byte[] k = privateKey.bytes();
        X25519.clampPrivateKey(k);
        byte[] publicPoint = EdwardsPoint.encodedMultipleOfBase(k);
        byte[] r = Scalar.reduce(sha512(NONCE_PREFIX, k, message, z));
        byte[] noncePoint = EdwardsPoint.encodedMultipleOfBase(r);
        byte[] challenge = Scalar.reduce(sha512(noncePoint, publicPoint, message));
        byte[] s = Scalar.multiplyAdd(challenge, k, r);

        byte[] signature = Arrays.copyOf(noncePoint, SIGNATURE_LENGTH);
        System.arraycopy(s, 0, signature, 32, 32);
        signature[63] |= (byte) (publicPoint[31] & 0x80);
        return signature;
    }

    /// Whether `signature` was made over `message` by the owner of `publicKey`. Anything malformed is `false`, never an
    /// exception.
    public static boolean verify(PublicKey publicKey, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        byte[] edwards = edwardsY(publicKey);
        edwards[31] |= (byte) (signature[63] & 0x80);
        byte[] ed25519 = signature.clone();
        ed25519[63] &= 0x7f;
        return Ed25519.verify(ed25519, 0, edwards, 0, message, 0, message.length);
    }

    /// y = (u - 1) / (u + 1), the birational map of RFC 7748 section 4.1, as 32 bytes with sign 0.
    private static byte[] edwardsY(PublicKey publicKey) {
        int[] u = X25519Field.create();
        X25519Field.decode(publicKey.bytes(), u);
        int[] numerator = X25519Field.create();
        int[] denominator = X25519Field.create();
        int[] one = X25519Field.create();
        X25519Field.one(one);
        X25519Field.apm(u, one, denominator, numerator);
        X25519Field.inv(denominator, denominator);
        X25519Field.mul(numerator, denominator, numerator);
        X25519Field.normalize(numerator);
        byte[] y = new byte[32];
        X25519Field.encode(numerator, y);
        return y;
    }

    private static byte[] sha512(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `FE FF FF …`: a value no valid point or scalar encodes, which separates the nonce's hash from others.
    private static byte[] noncePrefix() {
        byte[] prefix = new byte[32];
        Arrays.fill(prefix, (byte) 0xff);
        prefix[0] = (byte) 0xfe;
        return prefix;
    }
}
