package dev.parley.bridge.media;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Consumer;

/// Keeps contents under their hashes. It knows nothing of messages: what must be kept, and what may go when there is
/// no more room, is decided by [Contents]. Thread-safe. A content that is there is whole, whenever the process died.
interface MediaStore {
    /// Keeps a content; one that is there already stays as it is. On the disk, or at the other end, when
    /// this returns.
    void put(StagedContent content) throws IOException;

    boolean has(ContentHash hash) throws IOException;

    /// The content from a place in it to its end. Whoever opened it reads on even when it is deleted meanwhile.
    ///
    /// @param from at most the length
    /// @throws java.nio.file.NoSuchFileException when there is no such content
    InputStream open(ContentHash hash, long from) throws IOException;

    /// The content as a file, for who must go to and fro in it.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is no such content
    LocalFile local(ContentHash hash) throws IOException;

    /// Does nothing when there is no such content.
    void delete(ContentHash hash) throws IOException;

    /// Names the contents that came before a time, in no order.
    void each(Instant before, Consumer<ContentHash> action) throws IOException;
}
