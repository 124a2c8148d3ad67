/// Which devices a person has. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.device;

import org.jspecify.annotations.NullMarked;
