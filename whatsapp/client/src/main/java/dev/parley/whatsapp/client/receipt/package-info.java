/// Receipts in both directions. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.receipt;

import org.jspecify.annotations.NullMarked;
