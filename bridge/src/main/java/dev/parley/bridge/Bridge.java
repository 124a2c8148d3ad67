package dev.parley.bridge;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.engine.Engine;
import dev.parley.bridge.engine.NativeEngine;
import dev.parley.bridge.media.MediaFolders;
import dev.parley.whatsapp.client.WhatsAppConfig;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A running bridge.
public final class Bridge implements AutoCloseable {
    private static final String DEVICE_NAME = "Parley";

    /// What a form has beside its file, in bytes.
    private static final int FORM = 1 << 20;

    private final ConfigurableApplicationContext context;

    private Bridge(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /// Starts a bridge that speaks to WhatsApp. Returns when it takes requests; sessions reconnect meanwhile.
    public static Bridge start(BridgeConfig config) {
        WhatsAppConfig whatsApp = WhatsAppConfig.whatsApp(DEVICE_NAME);
        WhatsAppConfig at = whatsApp.at(
                config.whatsAppUrl().orElse(whatsApp.server()),
                config.whatsAppRootKey().orElse(whatsApp.trustRoot()));
        WhatsAppConfig server = config.whatsAppMediaCa()
                .map(at::withMediaCa)
                .orElse(at)
                .withMediaFolder(MediaFolders.inTransit(config));
        return start(
                config,
                new NativeEngine(
                        config.whatsAppVersion().map(server::withVersion).orElse(server)));
    }

    /// Starts a bridge on another engine. An engine that can be closed is closed with the bridge.
    public static Bridge start(BridgeConfig config, Engine engine) {
        SpringApplication application = new SpringApplication(BridgeApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        // Whoever starts the bridge stops it, in an order of their own.
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(properties(config));
        application.addInitializers((GenericApplicationContext context) -> {
            context.registerBean(BridgeConfig.class, () -> config);
            context.registerBean(Engine.class, () -> engine);
        });
        return new Bridge(application.run());
    }

    private static Map<String, Object> properties(BridgeConfig config) {
        return Map.ofEntries(
                Map.entry("server.address", config.bindAddress().getHostAddress()),
                Map.entry("server.port", config.port()),
                Map.entry("server.shutdown", "graceful"),
                Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "5s"),
                Map.entry("spring.threads.virtual.enabled", true),
                // Without them an unknown path is an error like all others.
                Map.entry("spring.web.resources.add-mappings", false),
                // Forms with files: read to the disk, when a controller asks for them.
                Map.entry("spring.servlet.multipart.resolve-lazily", true),
                Map.entry(
                        "spring.servlet.multipart.location",
                        MediaFolders.uploads(config).toString()),
                Map.entry(
                        "spring.servlet.multipart.max-file-size", config.media().maxBytes() + "B"),
                Map.entry(
                        "spring.servlet.multipart.max-request-size",
                        (config.media().maxBytes() + FORM) + "B"),
                // A caller who sends more hears so, if it is not far more, instead of losing the connection.
                Map.entry("server.tomcat.max-swallow-size", "32MB"),
                Map.entry("springdoc.api-docs.path", "/openapi.json"),
                Map.entry("springdoc.api-docs.version", "openapi_3_0"),
                Map.entry("springdoc.packages-to-scan", "dev.parley.bridge.rest"),
                Map.entry("springdoc.writer-with-order-by-keys", true),
                // Prometheus' own format at the path that the contract names, and nothing else of the actuator's.
                Map.entry("management.endpoints.web.base-path", "/"),
                Map.entry("management.endpoints.web.path-mapping.prometheus", "metrics"),
                Map.entry("management.endpoints.web.exposure.include", "prometheus"),
                Map.entry("management.endpoints.web.discovery.enabled", false),
                Map.entry("management.endpoint.health.enabled", false));
    }

    /// The port that it listens on.
    public int port() {
        return Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    /// A part of it, for tests.
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// Stops in order: no more requests, then the sessions, then the database connections. Blocks.
    @Override
    public void close() {
        context.close();
    }
}
