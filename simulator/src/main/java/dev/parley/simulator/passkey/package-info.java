/// Passkeys as a browser, a server and a test see them: a fake authenticator, and the check of what it signs.
/// Knows
/// nothing of WhatsApp's server.
@NullMarked
package dev.parley.simulator.passkey;

import org.jspecify.annotations.NullMarked;
