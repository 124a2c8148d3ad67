package dev.parley.whatsapp.client.pairing;

/// What came with pair-success does not prove that our phone sent it.
final class PairingException extends RuntimeException {
    private final int code;
    private final String text;

    /// @param code of the error iq that answers the server
    /// @param text the wire's name of the error
    PairingException(int code, String text) {
        super(text);
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
