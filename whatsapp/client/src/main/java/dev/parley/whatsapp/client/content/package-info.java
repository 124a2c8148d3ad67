/// What messages say: the kinds of content, read from WhatsApp's protobuf and written to it.
@NullMarked
package dev.parley.whatsapp.client.content;

import org.jspecify.annotations.NullMarked;
