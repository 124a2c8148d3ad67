package dev.parley.simulator.media;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What goes wrong with one request to a media server.
public sealed interface MediaFault {
    /// The answer is this status and nothing else.
    ///
    /// @param retryAfter what the header of that name says, in whole seconds
    record Status(int code, Optional<Duration> retryAfter) implements MediaFault {}

    /// The connection is cut after so many bytes of the body.
    record Cut(long afterBytes) implements MediaFault {}

    /// The body comes at this speed. Downloads only.
    record Slow(long bytesPerSecond) implements MediaFault {}

    /// One bit is another in the byte at this place of the stored file. Downloads only.
    record Corrupt(long position) implements MediaFault {}

    /// The body ends after so many bytes as if that were all. Downloads only.
    record Truncated(long length) implements MediaFault {}

    /// So many bytes follow that do not belong to the file. Downloads only.
    record Padded(long bytes) implements MediaFault {}

    /// The answer leads elsewhere.
    record Redirect(URI location) implements MediaFault {}
}
