/// Questions to the server and their answers. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.iq;

import org.jspecify.annotations.NullMarked;
