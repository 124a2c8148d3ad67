package dev.parley.whatsapp.client;

import java.util.Set;

/// For whom and where a passkey may be used when WhatsApp asks for one (passkey.md sections 2.4 and 3.1).
///
/// @param id what WhatsApp's passkeys are registered for
/// @param origins the pages on which a browser may have signed
public record RelyingParty(String id, Set<String> origins) {
    /// Browsers sign for WhatsApp on its own pages only.
    public static final RelyingParty WHATSAPP = new RelyingParty("whatsapp.com", Set.of("https://web.whatsapp.com"));

    public RelyingParty {
        origins = Set.copyOf(origins);
    }
}
