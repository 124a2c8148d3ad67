package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How a session is doing, for those outside.
///
/// | from | to | when |
/// |---|---|---|
/// | disconnected | connecting | somebody starts it, or the process does |
/// | connecting | qr_ready | no phone is linked and there is a code to scan |
/// | connecting, qr_ready | connected | logged in |
/// | qr_ready, connected | connecting | the phone accepted; the connection was lost and is made anew |
/// | any | disconnected | an end that is not tried again: the reason tells |
public enum SessionStatus {
    DISCONNECTED,
    CONNECTING,
    QR_READY,
    CONNECTED;

    /// As it stands in JSON and in the database.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SessionStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
