package dev.parley.bridge.rest;

/// The answer when there is nothing more to say.
record Done(boolean success) {}
