package dev.parley.whatsapp.appstate;

import java.util.Optional;

/// What to write where [ValueMacs] are stored.
///
/// @param valueMac the record's value MAC from now on, empty if the record is gone
/// @param index    what the record is about; under another key the same index has another MAC
public record ValueMacChange(Mac indexMac, Optional<Mac> valueMac, ActionIndex index) {}
