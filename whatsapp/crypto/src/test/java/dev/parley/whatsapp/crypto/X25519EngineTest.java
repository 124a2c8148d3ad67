package dev.parley.whatsapp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class X25519EngineTest {
    @Test
    void prefersConscryptWhereItsNativeLibraryRuns() {
        assertThat(X25519Engine.choose(ConscryptX25519::new)).isInstanceOf(ConscryptX25519.class);
    }

    @Test
    void fallsBackWhenTheNativeLibraryCannotBeLoaded() {
        Callable<X25519Engine> noLibrary = () -> {
            throw new UnsatisfiedLinkError("no library for this system");
        };
        assertThat(X25519Engine.choose(noLibrary)).isInstanceOf(BouncyCastleX25519.class);
    }

    @Test
    void fallsBackWhenTheAlgorithmIsMissing() {
        Callable<X25519Engine> noAlgorithm = () -> {
            throw new NoSuchAlgorithmException("XDH");
        };
        assertThat(X25519Engine.choose(noAlgorithm)).isInstanceOf(BouncyCastleX25519.class);
    }

    @Test
    void fallsBackWhenTheEngineMiscomputes() {
        assertThat(X25519Engine.choose(() -> (scalar, u) -> u)).isInstanceOf(BouncyCastleX25519.class);
    }
}
