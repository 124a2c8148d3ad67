package dev.parley.bridge.sessions;

import dev.parley.whatsapp.client.event.DisconnectCause;
import java.util.Optional;

/// Why a session is as it is.
///
/// @param code stable, for programs
/// @param words one sentence for people
public record Reason(String code, String words) {
    static final Reason PHONE_ALREADY_LINKED =
            new Reason("phone_already_linked", "phone already linked: another slot or user holds this number.");
    static final Reason REMOVED = new Reason("removed", "The number was removed here.");

    /// Empty where there is nothing to explain.
    static Optional<Reason> of(DisconnectCause cause) {
        return code(cause).map(code -> new Reason(code, cause.words()));
    }

    private static Optional<String> code(DisconnectCause cause) {
        return switch (cause) {
            case DisconnectCause.LoggedOut _ -> Optional.of("logged_out");
            case DisconnectCause.StreamReplaced _ -> Optional.of("replaced");
            case DisconnectCause.ClientOutdated _ -> Optional.of("client_outdated");
            case DisconnectCause.TemporarilyBanned _ -> Optional.of("temporarily_banned");
            case DisconnectCause.QrExpired _ -> Optional.of("qr_expired");
            case DisconnectCause.PairingRefused _ -> Optional.of("pairing_refused");
            case DisconnectCause.LoginRefused _ -> Optional.of("login_refused");
            case DisconnectCause.ConnectionLost _, DisconnectCause.ServerUnavailable _ ->
                Optional.of("whatsapp_unreachable");
            case DisconnectCause.ProtocolBroken _ -> Optional.of("protocol_broken");
            case DisconnectCause.StoreFailed _ -> Optional.of("database_unavailable");
            case DisconnectCause.Requested _, DisconnectCause.RestartRequired _ -> Optional.empty();
        };
    }
}
