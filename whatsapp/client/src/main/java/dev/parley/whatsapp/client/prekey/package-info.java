/// Pre-keys: uploading our own, fetching those of others. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.prekey;

import org.jspecify.annotations.NullMarked;
