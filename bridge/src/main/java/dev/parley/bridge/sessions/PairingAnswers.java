package dev.parley.bridge.sessions;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.pairing.CodeRefusal;
import dev.parley.whatsapp.client.pairing.PairingCodeException;
import dev.parley.whatsapp.client.pairing.PasskeyAnswerException;
import dev.parley.whatsapp.client.pairing.PasskeyProblem;
import java.util.Optional;
import java.util.function.Consumer;

/// Turns what the engine says of linking into what callers are told.
final class PairingAnswers {
    private PairingAnswers() {}

    static String code(Device device, String phone) {
        try {
            return device.requestCode(phone).code();
        } catch (PairingCodeException e) {
            throw refusal(e.refusal());
        } catch (WhatsAppException.NotConnected _) {
            throw new Problem.Unavailable("WhatsApp cannot be reached now");
        } catch (WhatsAppException _) {
            throw new Problem.Unavailable("WhatsApp did not answer with a pairing code");
        }
    }

    private static Problem refusal(CodeRefusal refusal) {
        String words = new Reason("", refusal.words()).words();
        return switch (refusal) {
            case CodeRefusal.NotANumber _ -> new Problem.Invalid(words);
            case CodeRefusal.AlreadyLinked _, CodeRefusal.PasskeyAsked _ -> new Problem.Conflict(words);
            case CodeRefusal.RateLimited _ -> new Problem.TooMany(words);
            case CodeRefusal.Refused _ -> new Problem.Unavailable(words);
        };
    }

    /// @param device empty when the session is not running
    static void passkey(Optional<Device> device, Consumer<Device> answer) {
        try {
            answer.accept(device.orElseThrow(() -> new Problem.Conflict(new PasskeyProblem.NothingPending().words())));
        } catch (PasskeyAnswerException e) {
            throw switch (e.problem()) {
                case PasskeyProblem.NothingPending _, PasskeyProblem.NothingToConfirm _ ->
                    new Problem.Conflict(e.problem().words());
                case PasskeyProblem wrong -> new Problem.Invalid(wrong.words());
            };
        } catch (WhatsAppException _) {
            throw new Problem.Unavailable("The connection to WhatsApp was lost while linking");
        }
    }
}
