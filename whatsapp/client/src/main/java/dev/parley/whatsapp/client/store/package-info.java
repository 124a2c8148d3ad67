/// Where a client keeps its credentials, keys and ratchets.
@NullMarked
package dev.parley.whatsapp.client.store;

import org.jspecify.annotations.NullMarked;
