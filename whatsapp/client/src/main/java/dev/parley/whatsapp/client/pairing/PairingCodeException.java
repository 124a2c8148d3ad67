package dev.parley.whatsapp.client.pairing;

/// There is no pairing code, and asking again at once will not change that.
public final class PairingCodeException extends RuntimeException {
    private final transient CodeRefusal refusal;

    public PairingCodeException(CodeRefusal refusal) {
        super(refusal.words());
        this.refusal = refusal;
    }

    public CodeRefusal refusal() {
        return refusal;
    }
}
