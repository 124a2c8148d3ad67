package dev.parley.whatsapp.client.event;

/// Why a message cannot be read (messaging.md section 5.5).
public enum UndecryptableReason {
    /// It could not be decrypted; its sender was asked for it once more.
    WAITING,
    /// It was not sent to this device; the phone is asked for it.
    UNAVAILABLE,
    /// As [#UNAVAILABLE], but too old to be asked for.
    TOO_OLD,
    /// Only phones show what is to be seen once: open it there.
    VIEW_ONCE,
    /// It is for a device that a business runs elsewhere, or for a bot; the phone may show it.
    NOT_FOR_THIS_DEVICE
}
