/// Linking by QR code. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.pairing;

import org.jspecify.annotations.NullMarked;
