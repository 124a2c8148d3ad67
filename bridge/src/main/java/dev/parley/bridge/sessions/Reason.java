package dev.parley.bridge.sessions;

import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StateEvent.PasskeyRequired;
import java.util.Optional;

/// Why a session is as it is.
///
/// @param code stable, for programs
/// @param words one sentence for people; WhatsApp's own words may be in it
public record Reason(String code, String words) {
    private static final int LONGEST_WORDS = 500;

    static final Reason PHONE_ALREADY_LINKED =
            new Reason("phone_already_linked", "phone already linked: another slot or user holds this number.");
    public static final Reason HELD_ELSEWHERE = new Reason(
            "held_elsewhere", "Another Parley process runs this session; this one takes over when that one is gone.");
    static final Reason REMOVED = new Reason("removed", "The number was removed here.");

    public Reason {
        String printable = words.replaceAll("\\p{Cntrl}", " ");
        words = printable.length() > LONGEST_WORDS ? printable.substring(0, LONGEST_WORDS) : printable;
    }

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

    static Reason of(PairingFailure failure) {
        return new Reason(code(failure), failure.words());
    }

    private static String code(PairingFailure failure) {
        return switch (failure) {
            case PairingFailure.CodeExpired _ -> "pairing_code_expired";
            case PairingFailure.CodeNotConfirmed _ -> "pairing_code_not_confirmed";
            case PairingFailure.CodeRefused _ -> "pairing_code_refused";
            case PairingFailure.ChallengeUnusable _ -> "passkey_unusable";
            case PairingFailure.Expired _ -> "passkey_expired";
            case PairingFailure.PasskeyRefused _ -> "passkey_refused";
            case PairingFailure.PhoneSilent _ -> "phone_silent";
            case PairingFailure.CodesDiffer _ -> "codes_differ";
            case PairingFailure.WhatsAppSilent _ -> "whatsapp_silent";
            case PairingFailure.NotCompleted _ -> "pairing_not_completed";
            case PairingFailure.ConnectionEnded _ -> "whatsapp_unreachable";
            case PairingFailure.RemovedAgain _ -> "removed_after_linking";
            case PairingFailure.PhoneAnswerUnusable _, PairingFailure.StepRefused _, PairingFailure.ProofMismatch _ ->
                "pairing_refused";
        };
    }

    /// A passkey is wanted, or another one because WhatsApp refused the answer before.
    static Reason of(PasskeyRequired event) {
        return new Reason(
                "passkey_required",
                event.refusal()
                        .map(PairingFailure.PasskeyRefused::words)
                        .orElse("WhatsApp asks for the passkey of this number."));
    }

    /// What linking with a passkey waits for.
    static Reason of(PasskeyView.State state) {
        String words =
                switch (state) {
                    case REQUIRED -> "WhatsApp asks for the passkey of this number.";
                    case CHECKING -> "WhatsApp is checking the passkey.";
                    case WAITING_FOR_PHONE -> "The phone is to answer: open WhatsApp on it.";
                    case PHONE_SILENT -> "The phone has not answered yet: open WhatsApp on it.";
                    case CONFIRM -> "Compare the code with the one that the phone shows.";
                    case FINISHING -> "The phone is linking this device.";
                };
        return new Reason("passkey_" + state.code(), words);
    }
}
