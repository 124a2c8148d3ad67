package dev.parley.whatsapp.signal;

/// What a pure step over an immutable state gives: the state from now on, and the step's result.
/// Nothing has happened until somebody stores `next`.
record Transition<S, R>(S next, R result) {}
