package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.proto.HistorySyncNotification;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// Where the files of the history come from. Thread-safe.
public interface BlobSource {
    /// Downloads and verifies the file of a part. Blocks.
    ///
    /// @throws HistoryException when it is gone, or not what its notification says
    /// @throws IOException when it did not come now
    /// @throws dev.parley.whatsapp.client.WhatsAppException when WhatsApp cannot be asked where to get it
    Blob fetch(HistorySyncNotification part) throws IOException;

    /// The file of an imported part is not needed any more.
    default void imported(HistorySyncNotification part) {}

    /// A verified file. Closing forgets the local copy.
    interface Blob extends Closeable {
        /// A new stream of the decrypted content from its beginning; may be called more than once.
        InputStream open() throws IOException;

        @Override
        void close();
    }
}
