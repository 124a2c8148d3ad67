package dev.parley.whatsapp.client;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.noise.WhatsAppRoot;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where WhatsApp is and how this program presents itself there.
///
/// @param server WebSocket address
/// @param trustRoot the key that the server's certificate chain must lead to
/// @param deviceName what the phone shows under "Linked devices"
/// @param version the web client's version, like `2.3000.1045649367`; empty to find it at run time
/// @param mediaCa the only authority to trust for the media servers, an X.509 certificate as PEM; empty for those that
///     Java trusts
/// @param mediaFolder where encrypted files lie while they are on their way
/// @param relyingParty whose passkeys answer WhatsApp's challenge
/// @param history how much of it the phone is asked for when a device is linked
public record WhatsAppConfig(
        URI server,
        PublicKey trustRoot,
        String deviceName,
        Optional<String> version,
        Optional<String> mediaCa,
        Path mediaFolder,
        RelyingParty relyingParty,
        HistoryWish history) {
    private static final URI WHATSAPP = URI.create("wss://web.whatsapp.com/ws/chat");

    /// WhatsApp itself.
    public static WhatsAppConfig whatsApp(String deviceName) {
        return new WhatsAppConfig(
                WHATSAPP,
                WhatsAppRoot.PUBLIC_KEY,
                deviceName,
                Optional.empty(),
                Optional.empty(),
                Path.of(System.getProperty("java.io.tmpdir")),
                RelyingParty.WHATSAPP,
                HistoryWish.RECENT);
    }

    /// The same, but at another server: a simulator with a certificate root of its own.
    public WhatsAppConfig at(URI otherServer, PublicKey otherRoot) {
        return new WhatsAppConfig(
                otherServer, otherRoot, deviceName, version, mediaCa, mediaFolder, relyingParty, history);
    }

    public WhatsAppConfig withVersion(String fixed) {
        return new WhatsAppConfig(
                server, trustRoot, deviceName, Optional.of(fixed), mediaCa, mediaFolder, relyingParty, history);
    }

    /// The same, with media servers whose certificates lead to another authority.
    public WhatsAppConfig withMediaCa(String pem) {
        return new WhatsAppConfig(
                server, trustRoot, deviceName, version, Optional.of(pem), mediaFolder, relyingParty, history);
    }

    /// The same, with another place for files on their way.
    public WhatsAppConfig withMediaFolder(Path folder) {
        return new WhatsAppConfig(server, trustRoot, deviceName, version, mediaCa, folder, relyingParty, history);
    }

    /// The same, for a simulator whose passkeys a browser can use on a page of our own.
    public WhatsAppConfig withRelyingParty(RelyingParty other) {
        return new WhatsAppConfig(server, trustRoot, deviceName, version, mediaCa, mediaFolder, other, history);
    }

    public WhatsAppConfig withHistory(HistoryWish wish) {
        return new WhatsAppConfig(server, trustRoot, deviceName, version, mediaCa, mediaFolder, relyingParty, wish);
    }
}
