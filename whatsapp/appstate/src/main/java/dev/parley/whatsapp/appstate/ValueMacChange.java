package dev.parley.whatsapp.appstate;

import java.util.Optional;

/// What to write where [ValueMacs] are stored.
///
/// @param valueMac the record's value MAC from now on, empty if the record is gone
public record ValueMacChange(Mac indexMac, Optional<Mac> valueMac) {}
