/// Media files as they lie on WhatsApp's servers: encrypted and decrypted as streams, with every hash and code checked
/// and a small buffer each, whatever the size of the file. No networking.
@NullMarked
package dev.parley.whatsapp.media;

import org.jspecify.annotations.NullMarked;
