/// The cryptographic primitives of WhatsApp's protocol as static, thread-safe functions: Curve25519, XEdDSA, HKDF, HMAC
/// and AES.
@NullMarked
package dev.parley.whatsapp.crypto;

import org.jspecify.annotations.NullMarked;
