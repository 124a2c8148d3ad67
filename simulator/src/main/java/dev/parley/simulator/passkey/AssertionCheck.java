package dev.parley.simulator.passkey;

import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server's check of a passkey's answer (protocol notes, passkey 4.4).
public final class AssertionCheck {
    private static final int AUTHENTICATOR_DATA_LENGTH = 37;
    private static final int HASH_LENGTH = 32;
    private static final int PRESENT_AND_VERIFIED = 0x05;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AssertionCheck() {}

    /// What is wrong with an answer.
    public enum Verdict {
        RIGHT,
        /// Not in WebAuthn's form.
        MALFORMED,
        /// In its form, but it does not prove what it should.
        INVALID
    }

    /// @param credentialId what the client says the raw id is
    /// @param challenge the one that was asked
    /// @param keys the account's passkeys by raw id
    public static Verdict check(
            String assertionJson,
            Bytes credentialId,
            Bytes challenge,
            RelyingParty party,
            Function<Bytes, Optional<PublicKey>> keys) {
        try {
            JsonNode root = JSON.readTree(assertionJson);
            JsonNode response = root.path("response");
            byte[] rawId = bytes(root, "rawId");
            byte[] clientData = bytes(response, "clientDataJSON");
            byte[] authenticatorData = bytes(response, "authenticatorData");
            byte[] signature = bytes(response, "signature");
            boolean sound = root.path("type").stringValue("").equals("public-key")
                    && root.path("id").equals(root.path("rawId"))
                    && authenticatorData.length >= AUTHENTICATOR_DATA_LENGTH
                    && credentialId.equals(Bytes.wrap(rawId));
            if (!sound) {
                return Verdict.MALFORMED;
            }
            boolean right = clientDataFits(clientData, challenge, party)
                    && authenticatorDataFits(authenticatorData, party)
                    && keys.apply(credentialId)
                            .filter(key -> verify(key, signed(authenticatorData, clientData), signature))
                            .isPresent();
            return right ? Verdict.RIGHT : Verdict.INVALID;
        } catch (JacksonException | IllegalArgumentException _) {
            return Verdict.MALFORMED;
        }
    }

    static byte[] signed(byte[] authenticatorData, byte[] clientData) {
        byte[] hash = Sha256.of(clientData);
        byte[] message = Arrays.copyOf(authenticatorData, authenticatorData.length + hash.length);
        System.arraycopy(hash, 0, message, authenticatorData.length, hash.length);
        return message;
    }

    private static boolean clientDataFits(byte[] encoded, Bytes challenge, RelyingParty party) {
        JsonNode data = JSON.readTree(encoded);
        return data.path("type").stringValue("").equals("webauthn.get")
                && challenge.equals(Bytes.wrap(bytes(data, "challenge")))
                && party.origins().contains(data.path("origin").stringValue(""));
    }

    private static boolean authenticatorDataFits(byte[] data, RelyingParty party) {
        byte[] hash = Sha256.of(party.id().getBytes(StandardCharsets.UTF_8));
        return Arrays.equals(Arrays.copyOf(data, HASH_LENGTH), hash)
                && (data[HASH_LENGTH] & PRESENT_AND_VERIFIED) == PRESENT_AND_VERIFIED;
    }

    private static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static byte[] bytes(JsonNode parent, String name) {
        String text = parent.path(name).stringValue("");
        if (text.isEmpty() || text.indexOf('=') >= 0) {
            throw new IllegalArgumentException(name);
        }
        return Base64.getUrlDecoder().decode(text);
    }
}
