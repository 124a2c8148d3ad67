package dev.parley.whatsapp.noise;

import dev.parley.whatsapp.crypto.PublicKey;
import java.util.HexFormat;

/// The root of WhatsApp's server certificates.
public final class WhatsAppRoot {
    /// "WhatsAppLongTerm1", serial 0: a Curve25519 key that signs with XEdDSA. Source: whatsmeow 33cfac51,
    /// handshake.go.
    public static final PublicKey PUBLIC_KEY =
            PublicKey.of(HexFormat.of().parseHex("142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b"));

    private WhatsAppRoot() {}
}
