package dev.parley.bridge.keys;

import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/// Gives each owner of encrypted rows its cipher. Thread-safe.
@Component
public class RowCiphers {
    private final MasterKey master;
    private final SecureRandom random;

    RowCiphers(MasterKey master, SecureRandom random) {
        this.master = master;
        this.random = random;
    }

    /// @param owner a session's id, or the name of a part of the bridge that no session can have
    public RowCipher of(String owner) {
        return new RowCipher(owner, master, random);
    }
}
