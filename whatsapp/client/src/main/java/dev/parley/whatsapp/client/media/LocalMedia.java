package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A downloaded and verified file, encrypted on disk until it is closed. For one thread at a time.
public final class LocalMedia implements AutoCloseable {
    private final StagedFile staged;
    private final MediaDescriptor descriptor;
    private final long maxLength;

    LocalMedia(StagedFile staged, MediaDescriptor descriptor, long maxLength) {
        this.staged = staged;
        this.descriptor = descriptor;
        this.maxLength = maxLength;
    }

    /// The content from its beginning, as often as it is wanted. Closing the stream leaves the file open.
    public InputStream open() {
        return new MediaInputStream(staged.read(0), descriptor, maxLength);
    }

    @Override
    public void close() throws IOException {
        staged.close();
    }
}
