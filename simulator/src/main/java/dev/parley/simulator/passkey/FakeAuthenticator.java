package dev.parley.simulator.passkey;

import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a browser and its authenticator give a page that asks for a passkey, as `toJSON()` writes it (protocol
/// notes, passkey 4.3). Can also do it wrong.
public final class FakeAuthenticator {
    /// User present and verified, and a passkey that is synced between devices.
    public static final int USUAL_FLAGS = 0x1d;

    private static final int COUNTER_LENGTH = 4;
    private static final int FLAGS_LENGTH = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private FakeAuthenticator() {}

    /// How to sign.
    ///
    /// @param origin the page that asked
    /// @param relyingPartyId whose passkey the authenticator says it used
    /// @param flags of the authenticator data
    /// @param forged whether the signature is over something else
    public record Manner(String origin, String relyingPartyId, int flags, boolean forged) {
        /// As it should be.
        public static Manner of(RelyingParty party) {
            return new Manner(party.origins().iterator().next(), party.id(), USUAL_FLAGS, false);
        }

        public Manner withOrigin(String other) {
            return new Manner(other, relyingPartyId, flags, forged);
        }

        public Manner withFlags(int other) {
            return new Manner(origin, relyingPartyId, other, forged);
        }

        public Manner withForgedSignature() {
            return new Manner(origin, relyingPartyId, flags, true);
        }
    }

    /// Answers the challenge of the options.
    ///
    /// @throws IllegalArgumentException when they have none
    public static String answer(String optionsJson, Passkey passkey, Manner manner) {
        byte[] clientData = clientData(challenge(optionsJson), manner.origin());
        byte[] authenticatorData = ByteBuffer.allocate(Sha256.of().length + FLAGS_LENGTH + COUNTER_LENGTH)
                .put(Sha256.of(manner.relyingPartyId().getBytes(StandardCharsets.UTF_8)))
                .put((byte) manner.flags())
                .putInt(0)
                .array();
        byte[] signature =
                passkey.sign(manner.forged() ? clientData : AssertionCheck.signed(authenticatorData, clientData));
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", BASE64.encodeToString(clientData));
        response.put("authenticatorData", BASE64.encodeToString(authenticatorData));
        response.put("signature", BASE64.encodeToString(signature));
        response.put("userHandle", base64(passkey.userHandle()));
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("id", base64(passkey.credentialId()));
        credential.put("rawId", base64(passkey.credentialId()));
        credential.put("type", "public-key");
        credential.put("authenticatorAttachment", "platform");
        credential.put("clientExtensionResults", Map.of());
        credential.put("response", response);
        return JSON.writeValueAsString(credential);
    }

    private static String challenge(String optionsJson) {
        try {
            JsonNode challenge = JSON.readTree(optionsJson).path("challenge");
            if (challenge.isString() && !challenge.stringValue().isEmpty()) {
                return challenge.stringValue();
            }
        } catch (JacksonException _) {
            // Answered as options without a challenge.
        }
        throw new IllegalArgumentException("The options have no challenge");
    }

    private static byte[] clientData(String challenge, String origin) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", "webauthn.get");
        data.put("challenge", challenge);
        data.put("origin", origin);
        data.put("crossOrigin", false);
        return JSON.writeValueAsBytes(data);
    }

    private static String base64(Bytes bytes) {
        return BASE64.encodeToString(bytes.toByteArray());
    }
}
