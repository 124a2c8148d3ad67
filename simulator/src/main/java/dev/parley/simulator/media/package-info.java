/// WhatsApp's media servers: files come and go over TLS, are kept on disk, expire. And what phones keep of the files
/// that they sent and received.
@NullMarked
package dev.parley.simulator.media;

import org.jspecify.annotations.NullMarked;
