/// The seam between the bridge and the WhatsApp engine.
@NullMarked
package dev.parley.bridge.engine;

import org.jspecify.annotations.NullMarked;
