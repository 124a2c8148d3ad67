package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.RelyingParty;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A browser's answer to the challenge, checked as far as that is possible without the passkey's public key
/// (passkey.md section 3.5): an answer that cannot be right is not worth the attempt.
///
/// @param credentialId the passkey's raw id
/// @param json in the exact shape of the web client (section 2.6), every value as it came
record PasskeyAssertion(Bytes credentialId, String json) {
    /// Browsers' answers have 1 to 2 kB.
    static final int MAX_LENGTH = 64 * 1024;

    /// Hash of the relying party, flags and counter.
    private static final int AUTHENTICATOR_DATA_LENGTH = 37;

    private static final int HASH_LENGTH = 32;
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final String CLIENT_DATA = "response.clientDataJSON";

    /// @throws PasskeyAnswerException when a check fails
    static PasskeyAssertion check(String answer, PasskeyOptions options, RelyingParty relyingParty) {
        if (answer.length() > MAX_LENGTH) {
            throw new PasskeyAnswerException(new PasskeyProblem.TooLong());
        }
        JsonNode root =
                StrictJson.object(answer).orElseThrow(() -> new PasskeyAnswerException(new PasskeyProblem.NotJson()));
        String id = text(root, "id");
        byte[] credentialId = bytes(root, "rawId");
        if (!id.equals(text(root, "rawId"))) {
            throw new PasskeyAnswerException(new PasskeyProblem.IdsDiffer());
        }
        if (!text(root, "type").equals("public-key")) {
            throw new PasskeyAnswerException(new PasskeyProblem.WrongType());
        }
        if (!options.allowed().isEmpty() && !options.allowed().contains(id)) {
            throw new PasskeyAnswerException(new PasskeyProblem.NotAskedFor());
        }
        checkClientData(bytes(root, CLIENT_DATA), options, relyingParty);
        checkAuthenticatorData(bytes(root, "response.authenticatorData"), relyingParty);
        bytes(root, "response.signature");
        return new PasskeyAssertion(Bytes.wrap(credentialId), webClientForm(root, userHandle(root)));
    }

    private static void checkClientData(byte[] encoded, PasskeyOptions options, RelyingParty relyingParty) {
        JsonNode data = StrictJson.object(new String(encoded, StandardCharsets.UTF_8))
                .orElseThrow(() -> new PasskeyAnswerException(new PasskeyProblem.ClientDataUnreadable()));
        if (!data.path("type").stringValue("").equals("webauthn.get")) {
            throw new PasskeyAnswerException(new PasskeyProblem.NotAnAssertion());
        }
        if (!data.path("challenge").stringValue("").equals(options.challenge())) {
            throw new PasskeyAnswerException(new PasskeyProblem.OtherChallenge());
        }
        if (!relyingParty.origins().contains(data.path("origin").stringValue(""))) {
            throw new PasskeyAnswerException(new PasskeyProblem.OtherOrigin());
        }
    }

    private static void checkAuthenticatorData(byte[] data, RelyingParty relyingParty) {
        if (data.length < AUTHENTICATOR_DATA_LENGTH) {
            throw new PasskeyAnswerException(new PasskeyProblem.AuthenticatorDataTooShort());
        }
        byte[] expected = Sha256.of(relyingParty.id().getBytes(StandardCharsets.UTF_8));
        if (!Arrays.equals(Arrays.copyOf(data, HASH_LENGTH), expected)) {
            throw new PasskeyAnswerException(new PasskeyProblem.OtherRelyingParty());
        }
        byte flags = data[HASH_LENGTH];
        if ((flags & USER_PRESENT) == 0) {
            throw new PasskeyAnswerException(new PasskeyProblem.UserNotPresent());
        }
        if ((flags & USER_VERIFIED) == 0) {
            throw new PasskeyAnswerException(new PasskeyProblem.UserNotVerified());
        }
    }

    private static Optional<String> userHandle(JsonNode root) {
        JsonNode handle = root.path("response").path("userHandle");
        if (handle.isMissingNode() || handle.isNull() || handle.stringValue("-").isEmpty()) {
            return Optional.empty();
        }
        bytes(root, "response.userHandle");
        return Optional.of(handle.stringValue());
    }

    private static String webClientForm(JsonNode root, Optional<String> userHandle) {
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", text(root, CLIENT_DATA));
        response.put("authenticatorData", text(root, "response.authenticatorData"));
        response.put("signature", text(root, "response.signature"));
        response.put("userHandle", userHandle.orElse(null));
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", text(root, "id"));
        form.put("rawId", text(root, "rawId"));
        form.put("type", "public-key");
        form.put("response", response);
        return StrictJson.write(form);
    }

    private static byte[] bytes(JsonNode root, String path) {
        return Base64Url.decode(text(root, path))
                .orElseThrow(() -> new PasskeyAnswerException(new PasskeyProblem.NotBase64Url(path)));
    }

    private static String text(JsonNode root, String path) {
        JsonNode node = root;
        for (String name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        String value = node.stringValue("");
        if (value.isEmpty()) {
            throw new PasskeyAnswerException(new PasskeyProblem.MissingField(path));
        }
        return value;
    }
}
