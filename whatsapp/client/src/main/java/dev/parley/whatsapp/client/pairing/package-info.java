/// Linking by QR code, by pairing code, and with a passkey. [Pairing] and what its calls give and throw are for
/// users; the rest is internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.pairing;

import org.jspecify.annotations.NullMarked;
