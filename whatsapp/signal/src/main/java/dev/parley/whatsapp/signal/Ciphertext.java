package dev.parley.whatsapp.signal;

/// An encrypted message as it travels, with the type that its envelope must name.
public final class Ciphertext {
    private final Type type;
    private final byte[] bytes;

    private Ciphertext(Type type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /// The two forms of a message between two devices.
    public enum Type {
        /// Carries what the receiver needs to build the session; used until something was received on it.
        PREKEY,
        /// On a session that both sides have.
        MESSAGE
    }

    /// Takes `bytes` over without copying.
    public static Ciphertext of(Type type, byte[] bytes) {
        return new Ciphertext(type, bytes);
    }

    public Type type() {
        return type;
    }

    /// The bytes themselves, not a copy: to be read only.
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "Ciphertext[" + type + ", " + bytes.length + " bytes]";
    }
}
