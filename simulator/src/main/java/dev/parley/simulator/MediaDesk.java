package dev.parley.simulator;

import dev.parley.simulator.media.MediaFaults;
import dev.parley.simulator.media.MediaFolder;
import dev.parley.simulator.media.MediaStore;
import dev.parley.simulator.media.UploadAuths;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/// What the chat server knows of the media servers, and shares with them. Thread-safe.
final class MediaDesk implements AutoCloseable {
    private final MediaFolder folder = new MediaFolder();
    private final MediaFaults faults = new MediaFaults();
    private final MediaStore store;
    private final UploadAuths auths;
    private volatile List<String> hosts = List.of();

    MediaDesk(SecureRandom random, InstantSource clock) {
        store = new MediaStore(folder, clock, random);
        auths = new UploadAuths(random, clock);
    }

    /// The media servers can be reached under these names from now on.
    void open(List<String> names) {
        hosts = List.copyOf(names);
    }

    /// With their ports, the preferred one first; empty when there are no media servers.
    List<String> hosts() {
        return hosts;
    }

    MediaFolder folder() {
        return folder;
    }

    MediaStore store() {
        return store;
    }

    UploadAuths auths() {
        return auths;
    }

    MediaFaults faults() {
        return faults;
    }

    @Override
    public void close() {
        folder.close();
    }
}
