package dev.parley.whatsapp.client.event;

/// Why an attempt to link by pairing code or with a passkey came to nothing. Codes and texts are WhatsApp's own;
/// what they mean in these steps is not known (passkey.md section 5).
public sealed interface PairingFailure {
    /// A sentence for people.
    String words();

    /// Nobody typed the pairing code while it was valid. The session goes on; ask for another code.
    record CodeExpired() implements PairingFailure {
        @Override
        public String words() {
            return "The pairing code has expired. Ask for a new one.";
        }
    }

    /// A phone typed a code and then nothing followed: a wrong code, or a phone that gave up, which looks the
    /// same from here. The session goes on; ask for another code.
    record CodeNotConfirmed() implements PairingFailure {
        @Override
        public String words() {
            return "The phone did not accept the pairing code. Ask for a new one and type it exactly.";
        }
    }

    /// WhatsApp refused a step after the code was typed, or a new code in its place. The session goes on.
    record CodeRefused(int code, String text) implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp refused the pairing code (" + code + " " + text + ").";
        }
    }

    /// The challenge of the passkey cannot be used.
    ///
    /// @param problem a phrase like "it has no challenge"
    record ChallengeUnusable(String problem) implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp's request for a passkey cannot be used: " + problem + ".";
        }
    }

    /// The time for the passkey ran out before it was used, or before the codes were compared.
    record Expired() implements PairingFailure {
        @Override
        public String words() {
            return "The time for confirming with a passkey is over. Start again.";
        }
    }

    /// WhatsApp refused the passkey's answer.
    record PasskeyRefused(int code, String text) implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp refused the passkey (" + code + " " + text + "). Use the passkey of this number.";
        }
    }

    /// The passkey was accepted, and the phone never answered: WhatsApp is not open on it, or it was another
    /// number's passkey (passkey.md section 3.4).
    record PhoneSilent() implements PairingFailure {
        @Override
        public String words() {
            return "The phone did not answer. Open WhatsApp on it, use the passkey of this number, and start again.";
        }
    }

    /// What came from the phone is not in the protocol's form.
    record PhoneAnswerUnusable() implements PairingFailure {
        @Override
        public String words() {
            return "The phone's answer cannot be used. Start again.";
        }
    }

    /// The person said that the phone shows another code: somebody may sit in between.
    record CodesDiffer() implements PairingFailure {
        @Override
        public String words() {
            return "The codes differ, so linking was stopped. Somebody may be trying to link another device.";
        }
    }

    /// WhatsApp refused a step after the passkey was accepted.
    record StepRefused(int code, String text) implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp refused to go on with linking (" + code + " " + text + "). Start again.";
        }
    }

    /// WhatsApp did not answer a question in time.
    record WhatsAppSilent() implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp did not answer. Start again.";
        }
    }

    /// Everything was sent, and the phone did not finish.
    record NotCompleted() implements PairingFailure {
        @Override
        public String words() {
            return "The phone did not finish linking. Start again.";
        }
    }

    /// What the phone signed does not prove that it knows our secret; nothing was linked.
    ///
    /// @param reason the wire's name, `hmac-mismatch` or `signature-mismatch`
    record ProofMismatch(String reason) implements PairingFailure {
        @Override
        public String words() {
            return "The phone's proof does not fit (" + reason + "), so nothing was linked. Start again.";
        }
    }

    /// The connection ended in the middle; what was agreed on it is lost.
    record ConnectionEnded(DisconnectCause cause) implements PairingFailure {
        @Override
        public String words() {
            return "The connection was lost while linking. Start again.";
        }
    }

    /// WhatsApp linked the device and removed it again at once (passkey.md section 1.4).
    record RemovedAgain() implements PairingFailure {
        @Override
        public String words() {
            return "WhatsApp removed the device again right after it was linked.";
        }
    }
}
