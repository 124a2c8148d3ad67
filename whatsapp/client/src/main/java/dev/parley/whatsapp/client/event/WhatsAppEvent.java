package dev.parley.whatsapp.client.event;

/// Everything a client reports. [StoredEvent] must be kept by the consumer, [StateEvent] only tells how things
/// are.
public sealed interface WhatsAppEvent permits StoredEvent, StateEvent {}
