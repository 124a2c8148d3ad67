package dev.parley.bridge.keys;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.Secret;
import dev.parley.bridge.config.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The key that protects all others. Immutable.
///
/// It encrypts nothing itself: each session has a key of its own, derived from it, so that the random nonces of
/// AES-GCM stay far below their limit of 2³² under one key however many sessions there are.
public final class MasterKey {
    private static final String FILE = "encryption.key";
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;

    private final byte[] bytes;
    private final String id;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
        this.id = HexFormat.of().formatHex(derive("key id", ID_BYTES));
    }

    public static MasterKey of(Secret key) {
        return new MasterKey(key.bytes());
    }

    /// The configured key, else the one in the data directory, which is made when there is none.
    public static MasterKey of(BridgeConfig config, SecureRandom random) {
        return config.encryptionKey().map(MasterKey::of).orElseGet(() -> in(file(config), random));
    }

    /// Where it is when it is not configured.
    static Path file(BridgeConfig config) {
        return config.dataDirectory().resolve(FILE);
    }

    /// The key in a file, which is made when there is none.
    static MasterKey in(Path file, SecureRandom random) {
        String text = SecretFile.readOrCreate(file, () -> {
            byte[] fresh = new byte[BYTES];
            random.nextBytes(fresh);
            return text(Secret.of(fresh));
        });
        return of(Secret.of(Base64.getDecoder().decode(text)));
    }

    /// As it stands in a file.
    static String text(Secret key) {
        return Base64.getEncoder().encodeToString(key.bytes());
    }

    /// Tells master keys apart without giving anything away; stands in each row.
    String id() {
        return id;
    }

    /// The AES key of one owner of rows: a session, or a part of the bridge.
    SecretKey keyOf(String owner) {
        return new SecretKeySpec(derive("session " + owner, BYTES), "AES");
    }

    private byte[] derive(String purpose, int length) {
        try {
            // A KDF object is not thread-safe: one for each use. RFC 5869, empty salt.
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(bytes)
                            .thenExpand(("parley " + purpose).getBytes(StandardCharsets.UTF_8), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HKDF", e);
        }
    }
}
