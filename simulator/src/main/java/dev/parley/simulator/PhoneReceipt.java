package dev.parley.simulator;

import java.time.Instant;

/// A receipt that a phone got for a message of its account.
///
/// @param from the phone number of the reader
/// @param device the reader's
/// @param type empty for a plain delivery, else as on the wire: `inactive`, `read`, `sender` …
public record PhoneReceipt(String messageId, String from, int device, String type, Instant timestamp) {}
