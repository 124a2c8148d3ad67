package dev.parley.simulator.passkey;

import java.util.Set;

/// For whom passkeys are made, and on which pages they may be used.
public record RelyingParty(String id, Set<String> origins) {
    public static final RelyingParty WHATSAPP = new RelyingParty("whatsapp.com", Set.of("https://web.whatsapp.com"));

    public RelyingParty {
        origins = Set.copyOf(origins);
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("a relying party needs an origin");
        }
    }
}
