package dev.parley.bridge.media;

import dev.parley.bridge.config.BridgeConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Which media store there is, and where.
@Configuration(proxyBeanMethods = false)
class MediaStores {
    @Bean
    Staging staging(BridgeConfig config) {
        return Staging.in(MediaFolders.incoming(config));
    }

    @Bean
    MediaStore mediaStore(BridgeConfig config, Staging staging) {
        return config.media()
                .s3()
                .<MediaStore>map(s3 -> new S3Store(s3, staging))
                .orElseGet(() -> new DiskStore(MediaFolders.contents(config)));
    }
}
