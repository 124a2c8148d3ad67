package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.pairing.PasskeySecrets.PhoneIdentity;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Instant;
import java.util.Optional;

/// Where linking with a passkey stands on one connection, with all that counts there (passkey.md section 2.13).
/// Compared by identity: timers must not end a later one.
///
/// Idle -> Required (request) | Required -> Required (another request, or refused once) | Required -> Checking
/// (answer) | Checking -> WaitingForPhone (accepted) | WaitingForPhone -> Confirming (continuation without proof)
/// | WaitingForPhone -> Finishing (continuation with proof) | Confirming -> Finishing (codes are the same)
/// | any -> Over (linked, or failed; the connection ends next)
sealed interface PasskeyState {
    /// WhatsApp has not asked.
    final class Idle implements PasskeyState {}

    /// A person is to use the passkey.
    final class Required implements PasskeyState {
        final Handoff handoff;
        final PasskeyOptions options;
        final Instant deadline;
        final Optional<PairingFailure.PasskeyRefused> refusal;

        Required(
                Handoff handoff,
                PasskeyOptions options,
                Instant deadline,
                Optional<PairingFailure.PasskeyRefused> refusal) {
            this.handoff = handoff;
            this.options = options;
            this.deadline = deadline;
            this.refusal = refusal;
        }
    }

    /// The answer is on its way to WhatsApp.
    final class Checking implements PasskeyState {
        final Required required;

        Checking(Required required) {
            this.required = required;
        }
    }

    /// WhatsApp has accepted it.
    final class WaitingForPhone implements PasskeyState {
        final PasskeySecrets secrets;
        final boolean proven;
        final Instant deadline;

        /// @param proven whether the phone was sent the proof that makes the code needless
        WaitingForPhone(PasskeySecrets secrets, boolean proven, Instant deadline) {
            this.secrets = secrets;
            this.proven = proven;
            this.deadline = deadline;
        }
    }

    /// A person compares the codes.
    final class Confirming implements PasskeyState {
        final PasskeySecrets secrets;
        final PhoneIdentity phone;

        Confirming(PasskeySecrets secrets, PhoneIdentity phone) {
            this.secrets = secrets;
            this.phone = phone;
        }
    }

    /// Our keys are on their way to the phone, and pair-success follows.
    final class Finishing implements PasskeyState {}

    /// Linked, or failed.
    final class Over implements PasskeyState {}

    /// What the first request on a connection fixes.
    ///
    /// @param oldSecret the ADV secret that the phone knows from the code it scanned or typed
    /// @param provableUntil how long the phone takes that as proof; the beginning of time when it cannot know it
    record Handoff(Bytes oldSecret, Instant provableUntil) {
        @Override
        public String toString() {
            return "Handoff[secret]";
        }
    }
}
