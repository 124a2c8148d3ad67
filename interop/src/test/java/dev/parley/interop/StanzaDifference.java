package dev.parley.interop;

/// Something that one side sends in a scene and the other does not.
record StanzaDifference(String scene, String who, String line) {}
