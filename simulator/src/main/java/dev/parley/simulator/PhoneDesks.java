package dev.parley.simulator;

/// What the server does for phones that is not theirs to ask for in stanzas.
record PhoneDesks(ProfileDesk profiles, GroupDesk groups, CallDesk calls, MediaDesk media, AppStateIq appState) {}
