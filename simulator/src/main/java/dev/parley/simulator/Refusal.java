package dev.parley.simulator;

/// The server refuses a stanza; the code and text travel back in an `<error>` or in the `error` of an `<ack>`.
final class Refusal extends SimulatorException {
    static final int MALFORMED = 400;
    /// A message that does not follow the server's schema.
    static final int SCHEMA = 479;

    private final int code;

    private Refusal(int code, String text) {
        super(text);
        this.code = code;
    }

    static Refusal of(int code, String text) {
        return new Refusal(code, text);
    }

    static Refusal badRequest() {
        return new Refusal(MALFORMED, "bad-request");
    }

    static Refusal forbidden() {
        return new Refusal(403, "forbidden");
    }

    static Refusal notFound() {
        return new Refusal(404, "item-not-found");
    }

    static Refusal notAcceptable() {
        return new Refusal(406, "not-acceptable");
    }

    static Refusal unavailable() {
        return new Refusal(503, "service-unavailable");
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
