package dev.parley.simulator;

/// What a phone sees of somebody at a moment.
///
/// @param from the phone number
/// @param doing `available`, `unavailable`, `composing`, `recording` or `paused`
public record PhoneSighting(String from, String doing) {}
