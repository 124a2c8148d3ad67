package dev.parley.whatsapp.client.event;

/// How far linking with a passkey has come, beside the steps that ask a person for something.
public enum PasskeyStep {
    /// The answer is being handed to WhatsApp.
    CHECKING,
    /// WhatsApp has accepted it; the phone is to answer, and may ask its owner to accept the new device.
    WAITING_FOR_PHONE,
    /// The phone has not answered for half a minute: is WhatsApp open on it?
    PHONE_SILENT,
    /// The keys are on their way to the phone, which links the device next.
    FINISHING
}
