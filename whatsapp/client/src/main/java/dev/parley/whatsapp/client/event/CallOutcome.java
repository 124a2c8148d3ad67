package dev.parley.whatsapp.client.event;

/// How a call that this account was called by came to its end.
public enum CallOutcome {
    /// Nobody answered.
    MISSED,
    /// Another device of this account answered.
    ANSWERED_ELSEWHERE,
    /// Another device of this account declined.
    DECLINED_ELSEWHERE
}
