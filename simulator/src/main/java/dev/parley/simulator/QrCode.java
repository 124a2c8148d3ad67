package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// What a companion shows as a QR code (protocol notes, connection 6.4): exactly five fields, bare or behind the
/// URL of the "linked devices" page.
final class QrCode {
    private static final String URL_PREFIX = "https://wa.me/settings/linked_devices#";
    private static final int SECRET_LENGTH = 32;
    private static final Pattern CLIENT_TYPE = Pattern.compile("[0-9c-f]");

    private final String ref;
    private final PublicKey noiseKey;
    private final PublicKey identity;
    private final byte[] secret;

    private QrCode(String ref, PublicKey noiseKey, PublicKey identity, byte[] secret) {
        this.ref = ref;
        this.noiseKey = noiseKey;
        this.identity = identity;
        this.secret = secret;
    }

    /// @throws ControlException when the text is no such code
    static QrCode parse(String text) {
        String bare = text.startsWith(URL_PREFIX) ? text.substring(URL_PREFIX.length()) : text;
        List<String> fields = List.of(bare.split(",", -1));
        if (fields.size() != 5) {
            throw ControlException.invalid("A QR text has five fields, this one has " + fields.size());
        }
        if (fields.getFirst().isEmpty()) {
            throw ControlException.invalid("The QR text has no ref");
        }
        if (!CLIENT_TYPE.matcher(fields.get(4)).matches()) {
            throw ControlException.invalid("The QR text's client type is none that WhatsApp knows");
        }
        return new QrCode(
                fields.getFirst(),
                PublicKey.of(key(fields.get(1), "noise key")),
                PublicKey.of(key(fields.get(2), "identity key")),
                key(fields.get(3), "secret"));
    }

    String ref() {
        return ref;
    }

    PublicKey noiseKey() {
        return noiseKey;
    }

    PublicKey identity() {
        return identity;
    }

    /// 32 bytes that only who has seen the code knows.
    byte[] secret() {
        return secret.clone();
    }

    private static byte[] key(String base64, String name) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw ControlException.invalid("The QR text's " + name + " is not base64");
        }
        boolean padded = base64.length() % 4 == 0;
        if (bytes.length != SECRET_LENGTH || !padded) {
            throw ControlException.invalid(
                    "The QR text's " + name + " has " + bytes.length + " bytes or no padding, it needs 32 bytes");
        }
        return bytes;
    }
}
