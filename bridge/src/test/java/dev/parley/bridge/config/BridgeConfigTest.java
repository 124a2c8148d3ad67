package dev.parley.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {
    private static final Map<String, String> REQUIRED =
            Map.of("WHATSAPP_BRIDGE_API_KEY", "secret", "DATABASE_URL", "postgresql://ada:hush@db.example/parley");

    /// Made with `keytool -genkeypair -keyalg EC -dname "CN=Test media CA"`; its key was thrown away.
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBSDCB76ADAgECAghExe0guNXnlTAKBggqhkjOPQQDAjAYMRYwFAYDVQQDEw1U
            ZXN0IG1lZGlhIENBMCAXDTI2MTEyMjAwMTAyM1oYDzIxMjYxMDI5MDAxMDIzWjAY
            MRYwFAYDVQQDEw1UZXN0IG1lZGlhIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
            QgAEOO6KWBa854p3Pb1nG3VhGC7mx1j6amnBXlJAIEKDOXf+IzOfzI8+2sHN+xT4
            6FbUPRXiZ46ToCle2VRzvGcQu6MhMB8wHQYDVR0OBBYEFIDSIc+G6VW9NKQiICN0
            utipb+CgMAoGCCqGSM49BAMCA0gAMEUCIDT9bgl2CaQX+tJgvo+3IW0dRJz8c7hB
            m43ykX8i50nfAiEAj38K6AhOi5+4rwgHWdemeMYhEJnkJHisAzagO8TzgZU=
            -----END CERTIFICATE-----
            """;

    @Test
    void hasDefaults() {
        BridgeConfig config = BridgeConfig.of(Settings.of(REQUIRED));

        assertThat(config.bindAddress().isLoopbackAddress()).isTrue();
        assertThat(config.port()).isEqualTo(3001);
        assertThat(config.maxSessionsPerUser()).isEqualTo(3);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("data"));
        assertThat(config.encryptionKey()).isEmpty();
        assertThat(config.allowedOrigins()).isEmpty();
        assertThat(config.whatsAppUrl()).isEmpty();
        assertThat(config.whatsAppRootKey()).isEmpty();
        assertThat(config.whatsAppMediaCa()).isEmpty();
        assertThat(config.whatsAppVersion()).isEmpty();
        assertThat(config.media()).isEqualTo(new MediaConfig(16L << 20, 10L << 30, Optional.empty()));
    }

    @Test
    void readsWhereFilesAreKept() {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.put("PARLEY_MEDIA_MAX_BYTES", "64m");
        values.put("PARLEY_MEDIA_LIMIT", "2000000");
        values.put("PARLEY_MEDIA_S3_URL", "https://s3.example");
        values.put("PARLEY_MEDIA_S3_BUCKET", "files");
        values.put("PARLEY_MEDIA_S3_ACCESS_KEY", "a");
        assertThatThrownBy(() -> BridgeConfig.of(Settings.of(values)))
                .hasMessage("Missing required env var: PARLEY_MEDIA_S3_SECRET_KEY");
        values.put("PARLEY_MEDIA_S3_SECRET_KEY", "hush");

        MediaConfig media = BridgeConfig.of(Settings.of(values)).media();

        assertThat(media.maxBytes()).isEqualTo(64L << 20);
        assertThat(media.limit()).isEqualTo(2_000_000);
        assertThat(media.s3().orElseThrow().bucket()).isEqualTo("files");
        assertThat(media.s3().orElseThrow().region()).isEqualTo("us-east-1");
        assertThat(media.toString()).doesNotContain("hush");
        for (String wrong : List.of("x", "0", "3G", "-1", "99999999999999999999", "1M1")) {
            values.put("PARLEY_MEDIA_MAX_BYTES", wrong);
            assertThatThrownBy(() -> BridgeConfig.of(Settings.of(values)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("Invalid env var PARLEY_MEDIA_MAX_BYTES");
        }
    }

    @Test
    void readsEverything(@TempDir Path folder) throws IOException {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.put("PARLEY_BIND_ADDRESS", "192.0.2.7");
        values.put("WHATSAPP_BRIDGE_PORT", "4001");
        values.put("PARLEY_WHATSAPP_VERSION", "2.3000.1045649367");
        values.put("MAX_SESSIONS_PER_USER", "7");
        values.put("PARLEY_DATA_DIR", "/var/lib/parley");
        values.put("PARLEY_ENCRYPTION_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        values.put("PARLEY_ALLOWED_ORIGINS", "https://a.example, https://b.example");
        values.put("PARLEY_WHATSAPP_URL", "ws://127.0.0.1:9000/ws/chat");
        values.put("PARLEY_WHATSAPP_ROOT_KEY", "0a".repeat(32));

        Path certificate = Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
        values.put("PARLEY_WHATSAPP_MEDIA_CA", certificate.toString());

        BridgeConfig config = BridgeConfig.of(Settings.of(values));

        assertThat(config.whatsAppMediaCa()).contains(CERTIFICATE);
        assertThat(config.bindAddress().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(config.whatsAppVersion()).contains("2.3000.1045649367");
        assertThat(config.port()).isEqualTo(4001);
        assertThat(config.apiKey()).isEqualTo("secret");
        assertThat(config.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5432/parley");
        assertThat(config.maxSessionsPerUser()).isEqualTo(7);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/parley"));
        assertThat(config.encryptionKey().orElseThrow().bytes())
                .isEqualTo(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        assertThat(config.allowedOrigins()).containsExactly("https://a.example", "https://b.example");
        assertThat(config.whatsAppUrl()).contains(URI.create("ws://127.0.0.1:9000/ws/chat"));
        assertThat(config.whatsAppRootKey().orElseThrow().bytes())
                .isEqualTo(HexFormat.of().parseHex("0a".repeat(32)));
    }

    @ParameterizedTest
    @CsvSource({"WHATSAPP_BRIDGE_API_KEY", "DATABASE_URL"})
    void namesWhatIsMissing(String name) {
        Map<String, String> values = new HashMap<>(REQUIRED);
        values.put(name, " ");

        assertThatThrownBy(() -> BridgeConfig.of(Settings.of(values)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Missing required env var: " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "WHATSAPP_BRIDGE_PORT, http",
        "WHATSAPP_BRIDGE_PORT, 70000",
        "MAX_SESSIONS_PER_USER, 0.5",
        "PARLEY_ENCRYPTION_KEY, c2hvcnQ=",
        "PARLEY_ENCRYPTION_KEY, not base64!",
        "PARLEY_WHATSAPP_URL, http://127.0.0.1",
        "PARLEY_WHATSAPP_URL, 'ws:// no'",
        "PARLEY_WHATSAPP_ROOT_KEY, 0a0b",
        "PARLEY_WHATSAPP_ROOT_KEY, xyz",
        "PARLEY_WHATSAPP_MEDIA_CA, /nowhere/ca.pem",
        "PARLEY_WHATSAPP_MEDIA_CA, /etc/hostname",
        "PARLEY_WHATSAPP_VERSION, newest",
        "PARLEY_BIND_ADDRESS, everywhere.example",
        "DATABASE_URL, mysql://ada:hush@db.example/parley"
    })
    void namesWhatCannotBeReadWithoutRepeatingIt(String name, String value) {
        assertThatThrownBy(() -> BridgeConfig.of(Settings.of(REQUIRED).with(Map.of(name, value))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Invalid env var " + name + ": ")
                .hasMessageNotContaining(value)
                .hasMessageNotContaining("hush");
    }

    @Test
    void showsNoSecret() {
        assertThat(BridgeConfig.of(Settings.of(REQUIRED)).toString()).doesNotContain("secret", "hush");
        assertThat(List.of(Secret.of(new byte[] {65, 66})).toString()).isEqualTo("[Secret[2 bytes]]");
    }
}
