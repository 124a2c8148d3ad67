package dev.parley.whatsapp.signal;

import static java.util.Map.entry;

import dev.parley.whatsapp.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// npm's libsignal as one side of a test conversation.
final class LibsignalPeer implements Peer {
    private static final HexFormat HEX = HexFormat.of();

    private final String name;
    private final LibsignalProcess process;

    LibsignalPeer(String name, LibsignalProcess process) {
        this.name = name;
        this.process = process;
    }

    @Override
    public SignalAddress address() {
        return new SignalAddress(name, 0);
    }

    @Override
    public PreKeyBundle bundle(boolean withOneTimePreKey) {
        JsonNode bundle = ask("bundle", Map.of("withOneTimePreKey", withOneTimePreKey));
        JsonNode signedPreKey = bundle.required("signedPreKey");
        JsonNode oneTime = bundle.required("oneTimePreKey");
        return new PreKeyBundle(
                bundle.required("registrationId").asInt(),
                key(bundle, "identityKey"),
                signedPreKey.required("id").asInt(),
                key(signedPreKey, "key"),
                Signature.of(HEX.parseHex(signedPreKey.required("signature").asString())),
                oneTime.isNull()
                        ? Optional.empty()
                        : Optional.of(new PreKeyBundle.OneTimePreKey(
                                oneTime.required("id").asInt(), key(oneTime, "key"))));
    }

    @Override
    public void build(Peer other, PreKeyBundle bundle) {
        Map<String, Object> fields = new HashMap<>(Map.ofEntries(
                entry("registrationId", bundle.registrationId()),
                entry("identityKey", hex(bundle.identityKey())),
                entry(
                        "signedPreKey",
                        Map.of(
                                "id", bundle.signedPreKeyId(),
                                "key", hex(bundle.signedPreKey()),
                                "signature", HEX.formatHex(bundle.signature().bytes())))));
        bundle.oneTimePreKey()
                .ifPresent(preKey -> fields.put("oneTimePreKey", Map.of("id", preKey.id(), "key", hex(preKey.key()))));
        ask("build", Map.of("remote", other.address().name(), "bundle", fields));
    }

    @Override
    public Ciphertext encrypt(Peer to, String text) {
        JsonNode answer = ask(
                "encrypt",
                Map.of(
                        "remote", to.address().name(),
                        "plaintext", HEX.formatHex(text.getBytes(StandardCharsets.UTF_8))));
        return Ciphertext.of(
                Ciphertext.Type.valueOf(answer.required("type").asString()),
                HEX.parseHex(answer.required("bytes").asString()));
    }

    @Override
    public Reading decrypt(Peer from, Ciphertext ciphertext) {
        JsonNode answer = ask(
                "decrypt",
                Map.of(
                        "remote", from.address().name(),
                        "type", ciphertext.type().name(),
                        "bytes", HEX.formatHex(ciphertext.bytes())));
        return answer.has("plaintext")
                ? new Reading.Text(
                        new String(HEX.parseHex(answer.required("plaintext").asString()), StandardCharsets.UTF_8))
                : new Reading.Refused(answer.required("refused").asString());
    }

    private JsonNode ask(String operation, Map<String, ?> arguments) {
        Map<String, Object> request = new HashMap<>(arguments);
        request.put("op", operation);
        request.put("name", name);
        return process.ask(request);
    }

    private static String hex(PublicKey key) {
        return HEX.formatHex(key.typed());
    }

    private static PublicKey key(JsonNode parent, String field) {
        return PublicKey.fromTyped(HEX.parseHex(parent.required(field).asString()));
    }
}
