/// People: their names, pictures and settings, and what this account lets them see.
@NullMarked
package dev.parley.whatsapp.client.contact;

import org.jspecify.annotations.NullMarked;
