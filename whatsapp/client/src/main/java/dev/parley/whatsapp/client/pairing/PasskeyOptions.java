package dev.parley.whatsapp.client.pairing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// WhatsApp's request for a passkey: the JSON as it came, and what we need of it (passkey.md section 2.4).
///
/// @param challenge as it was written, which is how a browser signs it
/// @param lifetime how long it may take to answer
/// @param allowed the credential ids that are asked for; empty means any
record PasskeyOptions(String json, String challenge, Duration lifetime, Set<String> allowed) {
    /// WhatsApp's are some 200 bytes.
    static final int MAX_LENGTH = 16 * 1024;

    /// What WhatsApp asks for, and what counts when it names no time (passkey.md section 2.15).
    static final Duration USUAL_LIFETIME = Duration.ofMinutes(10);

    private static final Duration LONGEST_LIFETIME = Duration.ofMinutes(30);

    /// The options, or a phrase that says why they are none.
    sealed interface Reading {
        record Usable(PasskeyOptions options) implements Reading {}

        record Unusable(String problem) implements Reading {}
    }

    static Reading read(String json, String relyingPartyId) {
        if (json.length() > MAX_LENGTH) {
            return new Reading.Unusable("it is too long");
        }
        Optional<JsonNode> parsed = StrictJson.object(json);
        if (parsed.isEmpty()) {
            return new Reading.Unusable("it is no JSON object");
        }
        JsonNode options = parsed.get();
        String challenge = options.path("challenge").stringValue("");
        if (Base64Url.decode(challenge).filter(bytes -> bytes.length > 0).isEmpty()) {
            return new Reading.Unusable("it has no challenge");
        }
        if (!options.path("rpId").stringValue("").equals(relyingPartyId)) {
            return new Reading.Unusable("it is for passkeys of somebody else than " + relyingPartyId);
        }
        return new Reading.Usable(
                new PasskeyOptions(json, challenge, lifetime(options.path("timeout")), allowed(options)));
    }

    private static Duration lifetime(JsonNode timeout) {
        long millis = timeout.canConvertToLong() ? timeout.longValue() : 0;
        return millis > 0 ? Duration.ofMillis(Math.min(millis, LONGEST_LIFETIME.toMillis())) : USUAL_LIFETIME;
    }

    private static Set<String> allowed(JsonNode options) {
        Set<String> ids = new HashSet<>();
        for (JsonNode credential : options.path("allowCredentials")) {
            ids.add(credential.path("id").stringValue(""));
        }
        return Set.copyOf(ids);
    }
}
