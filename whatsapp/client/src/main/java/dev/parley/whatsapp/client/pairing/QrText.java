package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.vault.Credentials;
import java.util.Base64;

/// The text in the QR code (connection.md section 6.4).
final class QrText {
    private static final String PREFIX = "https://wa.me/settings/linked_devices#";
    /// Chrome, the browser that this client says it is.
    static final String CLIENT_TYPE = "1";

    private QrText() {}

    static String of(String ref, Credentials credentials) {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX
                + String.join(
                        ",",
                        ref,
                        base64.encodeToString(credentials.noiseKey().publicKey().bytes()),
                        base64.encodeToString(
                                credentials.identityKey().publicKey().bytes()),
                        base64.encodeToString(credentials.advSecret().toByteArray()),
                        CLIENT_TYPE);
    }
}
