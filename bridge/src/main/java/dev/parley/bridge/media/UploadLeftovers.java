package dev.parley.bridge.media;

import dev.parley.bridge.config.BridgeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Sweeps away what the web server had read of a form when its process died.
@Component
class UploadLeftovers {
    private static final Logger LOG = LoggerFactory.getLogger(UploadLeftovers.class);

    private final Path folder;
    private final Clock clock;

    UploadLeftovers(BridgeConfig config, Clock clock) {
        this.folder = MediaFolders.uploads(config);
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    void sweep() {
        try {
            Staging.sweep(folder, clock.instant().minus(Contents.ABANDONED));
        } catch (IOException e) {
            LOG.warn(
                    "the folder of uploads could not be swept: {}", e.getClass().getSimpleName());
        }
    }
}
