/// The engine's typed view of its store, behind the one lock of a device. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.vault;

import org.jspecify.annotations.NullMarked;
