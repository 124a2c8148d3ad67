package dev.parley.bridge.config;

import dev.parley.database.DatabaseUrl;
import dev.parley.whatsapp.crypto.PublicKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Everything that the bridge is told from outside (contract section 1). `toString` shows no secret.
///
/// @param bindAddress where the bridge listens: on this machine only, unless something else is wanted
/// @param port 0 for any free one
/// @param apiKey what callers must show
/// @param maxSessionsPerUser the highest slot
/// @param dataDirectory for generated secrets and files
/// @param encryptionKey 32 bytes; when empty, one is generated into the data directory
/// @param allowedOrigins web origins that may call across, like `https://inbox.example`
/// @param whatsAppUrl another server than WhatsApp's own
/// @param whatsAppRootKey the key to trust there
/// @param whatsAppMediaCa the only authority to trust for the media servers there, as PEM
/// @param media files
/// @param events where events go
/// @param whatsAppVersion the web client's version to present, when it is not to be looked up
public record BridgeConfig(
        InetAddress bindAddress,
        int port,
        String apiKey,
        DatabaseUrl database,
        int maxSessionsPerUser,
        Path dataDirectory,
        Optional<Secret> encryptionKey,
        List<String> allowedOrigins,
        Optional<URI> whatsAppUrl,
        Optional<PublicKey> whatsAppRootKey,
        Optional<String> whatsAppMediaCa,
        MediaConfig media,
        EventsConfig events,
        Optional<String> whatsAppVersion) {
    static final int DEFAULT_PORT = 3001;
    static final int DEFAULT_SESSIONS = 3;
    private static final int MOST_SESSIONS = 100;
    private static final int KEY_BYTES = 32;
    private static final Pattern VERSION = Pattern.compile("\\d{1,4}\\.\\d{1,6}\\.\\d{1,10}");

    public BridgeConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// @throws ConfigException when something required is missing, or something cannot be read
    public static BridgeConfig of(Settings settings) {
        return new BridgeConfig(
                settings.parsed("PARLEY_BIND_ADDRESS", BridgeConfig::address, "must be an IP address")
                        .orElse(InetAddress.getLoopbackAddress()),
                settings.port("WHATSAPP_BRIDGE_PORT", DEFAULT_PORT),
                settings.required("WHATSAPP_BRIDGE_API_KEY"),
                database(settings),
                settings.number("MAX_SESSIONS_PER_USER", DEFAULT_SESSIONS, 1, MOST_SESSIONS),
                dataDirectory(settings),
                settings.parsed("PARLEY_ENCRYPTION_KEY", BridgeConfig::encryptionKey, "must be 32 bytes in base64"),
                settings.list("PARLEY_ALLOWED_ORIGINS"),
                settings.parsed("PARLEY_WHATSAPP_URL", BridgeConfig::webSocketUrl, "must be a ws:// or wss:// URL"),
                settings.parsed(
                        "PARLEY_WHATSAPP_ROOT_KEY",
                        text -> PublicKey.of(HexFormat.of().parseHex(text)),
                        "must be 32 bytes in hex"),
                settings.parsed(
                        "PARLEY_WHATSAPP_MEDIA_CA", BridgeConfig::certificate, "must be a PEM file with a certificate"),
                MediaConfig.of(settings),
                EventsConfig.of(settings),
                settings.parsed("PARLEY_WHATSAPP_VERSION", BridgeConfig::version, "must look like 2.3000.1045649367"));
    }

    /// Where Parley keeps what is its own: `PARLEY_DATA_DIR`, or `data` in the working directory.
    public static Path dataDirectory(Settings settings) {
        return settings.parsed("PARLEY_DATA_DIR", Path::of, "must be a path").orElse(Path.of("data"));
    }

    private static DatabaseUrl database(Settings settings) {
        String url = settings.required("DATABASE_URL");
        try {
            return DatabaseUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw ConfigException.invalid("DATABASE_URL", String.valueOf(e.getMessage()));
        }
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static String version(String text) {
        if (!VERSION.matcher(text).matches()) {
            throw new IllegalArgumentException("no version");
        }
        return text;
    }

    private static String certificate(String file) {
        try {
            byte[] pem = Files.readAllBytes(Path.of(file));
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return new String(pem, StandardCharsets.US_ASCII);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("no certificate", e);
        }
    }

    /// The master key that is to replace the present one, for its change.
    ///
    /// @throws ConfigException when it cannot be read
    public static Optional<Secret> newEncryptionKey(Settings settings) {
        return settings.parsed("PARLEY_NEW_ENCRYPTION_KEY", BridgeConfig::encryptionKey, "must be 32 bytes in base64");
    }

    private static Secret encryptionKey(String base64) {
        byte[] key = Base64.getDecoder().decode(base64);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        return Secret.of(key);
    }

    private static URI webSocketUrl(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("no WebSocket URL");
        }
        return uri;
    }

    @Override
    public String toString() {
        return "BridgeConfig[port=" + port + ", database=" + database + "]";
    }
}
