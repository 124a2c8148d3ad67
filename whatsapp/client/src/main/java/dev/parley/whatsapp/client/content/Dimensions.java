package dev.parley.whatsapp.client.content;

/// In pixels, as the sender says; both positive.
public record Dimensions(int width, int height) {}
