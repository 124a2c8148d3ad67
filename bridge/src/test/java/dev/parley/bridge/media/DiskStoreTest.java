package dev.parley.bridge.media;

import java.nio.file.Path;

class DiskStoreTest extends MediaStoreContract {
    @Override
    MediaStore store(Path folder, Staging staging) {
        return new DiskStore(folder.resolve("contents"));
    }
}
