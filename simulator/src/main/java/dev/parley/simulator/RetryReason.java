package dev.parley.simulator;

/// Why a message could not be decrypted, with the number in a retry receipt (protocol notes, messaging 6.1).
enum RetryReason {
    NO_SESSION(1),
    INVALID_KEY(2),
    INVALID_KEY_ID(3),
    INVALID_MESSAGE(4),
    FUTURE_MESSAGE(6),
    BAD_MAC(7),
    ADV_FAILURE(12);

    private final int code;

    RetryReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
