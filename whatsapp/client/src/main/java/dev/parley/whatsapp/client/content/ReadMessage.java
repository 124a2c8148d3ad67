package dev.parley.whatsapp.client.content;

/// A message as [ContentReader] understands it.
public record ReadMessage(Content content, MessageContext context) {}
