/// Files to and from WhatsApp's media servers, always encrypted on their way, on this machine's disk too, and verified
/// before anybody gets to see a byte.
@NullMarked
package dev.parley.whatsapp.client.media;

import org.jspecify.annotations.NullMarked;
