package dev.parley.simulator;

/// What goes wrong with one message on its way to a companion. See [Faults#onNextDelivery].
public enum DeliveryFault {
    /// Its ciphertext is changed.
    CORRUPT,
    /// It comes twice.
    DUPLICATE,
    /// A message of another chat, sent later, comes before it; without one it comes after about a second.
    OVERTAKEN
}
