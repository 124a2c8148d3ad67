package dev.parley.whatsapp.client.faults;

/// What goes wrong in a round of the fault run.
enum Fault {
    NONE,
    DROP,
    STREAM_ERROR_503,
    STREAM_ERROR_515,
    STREAM_END,
    REPLACED,
    CORRUPT_FRAME,
    FAILED_LOGIN,
    SLOW,
    CORRUPT_MESSAGE,
    DUPLICATE,
    OVERTAKEN,
    CUT_BEFORE,
    CUT_AFTER,
    LOSE_ACK,
    DELAY_ACK,
    REFUSED_463,
    BUSY_503,
    REFRESH_LID,
    WRONG_HASH,
    NO_PRE_KEYS,
    PHONE_OFFLINE,
    PHONE_REINSTALLED,
    STORE_FAILS,
    RESTART
}
