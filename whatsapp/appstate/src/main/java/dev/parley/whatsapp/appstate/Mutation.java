package dev.parley.whatsapp.appstate;

/// An action with the codes of its record. One that was read is authentic.
public record Mutation(SyncAction action, Mac indexMac, Mac valueMac) {}
