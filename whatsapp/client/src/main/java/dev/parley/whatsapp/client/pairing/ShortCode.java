package dev.parley.whatsapp.client.pairing;

import java.security.SecureRandom;

/// The eight characters that a person reads from one screen and types or compares on another: 40 bits, five a
/// character, most significant first (connection.md section 7.1, passkey.md section 2.8).
final class ShortCode {
    /// Without 0, I, O and U, which are mistaken for others.
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";

    private static final int BYTES = 5;
    private static final int LENGTH = 8;
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    private ShortCode() {}

    static String random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /// @param bytes of which the first five count
    static String of(byte[] bytes) {
        long bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
        }
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = LENGTH - 1; i >= 0; i--) {
            code.append(ALPHABET.charAt((int) (bits >>> (i * BITS)) & MASK));
        }
        return code.toString();
    }

    /// As people read it: `ABCD-1234`.
    static String forPeople(String code) {
        return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
    }
}
