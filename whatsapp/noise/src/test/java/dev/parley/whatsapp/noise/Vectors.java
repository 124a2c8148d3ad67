package dev.parley.whatsapp.noise;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// The keys, certificates and handshake that this project's vectors are made of: private keys of 32 equal bytes,
/// signatures with 64 zero bytes of randomness. The values were computed with an independent implementation of the
/// protocol and checked against the JDK's primitives.
final class Vectors {
    static final KeyPair ROOT = pair(0x11);
    static final KeyPair INTERMEDIATE = pair(0x22);
    static final KeyPair SERVER_STATIC = pair(0x33);
    static final KeyPair SERVER_EPHEMERAL = pair(0x44);
    static final KeyPair CLIENT_EPHEMERAL = pair(0x55);
    static final KeyPair CLIENT_STATIC = pair(0x66);

    static final Instant NOT_BEFORE = Instant.ofEpochSecond(1_700_000_000);
    static final Instant NOT_AFTER = Instant.ofEpochSecond(1_900_000_000);

    static final String CERTIFICATE_CHAIN = "0a76"
            + ("0a32" + "080810071a207b0d47d93427f8311160781c7c733fd89f88970aef490d8aa0ee19a4cb8a1b14")
            + "2080e2cfaa062880e6fe8907"
            + "1240"
            + "6e93eea05fd2114d77819a010dc2c08bfd1ecb1e1a7cb6b5fb32ed31615a0f51"
            + "eddb5f6ba4bfc90b67a949cae1cf9da896e8ab745b8a1296ee3b32a4bf230505"
            + "1276"
            + ("0a32" + "080710001a200faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20")
            + "2080e2cfaa062880e6fe8907"
            + "1240"
            + "ccafd2c13fc211644173e1108f6ad3aa74f03c5aa446a6624080862fe06245b2"
            + "f64a6a7f0fb4b4b81736b56cb5063f61f541af93015a78c615bfacb3ed900881";

    private Vectors() {}

    static KeyPair pair(int value) {
        byte[] bytes = new byte[PrivateKey.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return KeyPair.of(PrivateKey.of(bytes));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// Randomness that is all zero, which makes signatures comparable.
    static final class ZeroRandom extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
