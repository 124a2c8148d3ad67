package dev.parley.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void eachPlaceOverridesTheNext() throws IOException {
        Files.writeString(directory.resolve(".env"), """
                # a comment
                PORT=1
                WHATSAPP_BRIDGE_PORT=1
                MAX_SESSIONS_PER_USER=1
                PARLEY_DATA_DIR="with space"
                """);
        Properties properties = new Properties();
        properties.setProperty("whatsapp.bridge.port", "3");
        properties.setProperty("max-sessions-per-user", "3");

        Settings settings = Settings.read(
                List.of("start", "--max.sessions.per.user=4"),
                properties,
                Map.of("PORT", "2", "WHATSAPP_BRIDGE_PORT", "2", "MAX_SESSIONS_PER_USER", "2"),
                directory);

        assertThat(settings.text("PARLEY_DATA_DIR")).contains("with space");
        assertThat(settings.text("PORT")).contains("2");
        assertThat(settings.text("WHATSAPP_BRIDGE_PORT")).contains("3");
        assertThat(settings.text("MAX_SESSIONS_PER_USER")).contains("4");
        assertThat(settings.text("REDIS_URL")).isEmpty();
    }

    @Test
    void findsTheFileInARelativeDirectory() throws IOException {
        Files.writeString(directory.resolve(".env"), "PORT=7\n");
        Path relative = Path.of("").toAbsolutePath().relativize(directory);

        assertThat(Settings.read(List.of(), new Properties(), Map.of(), relative)
                        .text("PORT"))
                .contains("7");
    }

    @Test
    void saysWhenTheFileCannotBeRead() throws IOException {
        Files.writeString(directory.resolve(".env"), "this is no setting\n");

        assertThatThrownBy(() -> Settings.read(List.of(), new Properties(), Map.of(), directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".env");
    }
}
