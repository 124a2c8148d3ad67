package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pbkdf2Test {
    /// RFC 7914 section 11.
    @ParameterizedTest
    @CsvSource({
        "passwd, salt, 1,"
                + "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        "Password, NaCl, 80000,"
                + "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
    })
    void derivesAsRfc7914Says(String password, String salt, int iterations, String derived) {
        assertThat(Hex.of(Pbkdf2.sha256(password, salt.getBytes(StandardCharsets.US_ASCII), iterations, 64)))
                .isEqualTo(derived);
    }

    /// Python's hashlib.pbkdf2_hmac("sha256", "ü€".encode("utf-8"), b"salt", 2, 20).
    @Test
    void readsThePasswordAsUtf8() {
        byte[] salt = "salt".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hex.of(Pbkdf2.sha256("ü€", salt, 2, 20))).isEqualTo("a3c861d20307e257b82650bfdde2e94c2406da83");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 32", "8, 0, 32", "8, 1, 0", "8, 1, -1", "8, 1, 2147483647"})
    void refusesNoSaltNoIterationsAndImpossibleLengths(int saltLength, int iterations, int length) {
        byte[] salt = new byte[saltLength];
        assertThatThrownBy(() -> Pbkdf2.sha256("password", salt, iterations, length))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }
}
