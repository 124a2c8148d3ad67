package dev.parley.whatsapp.client.pairing;

/// What is wrong with an answer to WhatsApp's passkey challenge. Nothing was sent, and the challenge stays valid
/// unless the answer came when none was wanted.
public sealed interface PasskeyProblem {
    /// A sentence for people.
    String words();

    /// No passkey is asked for now, or an answer is being checked already.
    record NothingPending() implements PasskeyProblem {
        @Override
        public String words() {
            return "WhatsApp does not ask for a passkey now.";
        }
    }

    /// No code waits to be compared.
    record NothingToConfirm() implements PasskeyProblem {
        @Override
        public String words() {
            return "There is no code to compare now.";
        }
    }

    record TooLong() implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer is too long to be a passkey's.";
        }
    }

    record NotJson() implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer is not a whole JSON object; copy it again, from the first brace to the last.";
        }
    }

    /// @param field its path, like `response.signature`
    record MissingField(String field) implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer lacks '" + field + "'.";
        }
    }

    record NotBase64Url(String field) implements PasskeyProblem {
        @Override
        public String words() {
            return "'" + field + "' of the answer is not base64url without padding.";
        }
    }

    record WrongType() implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer's type is not 'public-key', so it is not a passkey's.";
        }
    }

    record IdsDiffer() implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer's 'id' and 'rawId' are not the same.";
        }
    }

    record NotAskedFor() implements PasskeyProblem {
        @Override
        public String words() {
            return "WhatsApp did not ask for this passkey but for another.";
        }
    }

    record ClientDataUnreadable() implements PasskeyProblem {
        @Override
        public String words() {
            return "'response.clientDataJSON' of the answer is not JSON.";
        }
    }

    record NotAnAssertion() implements PasskeyProblem {
        @Override
        public String words() {
            return "The answer is not from using a passkey but from something else, such as creating one.";
        }
    }

    record OtherChallenge() implements PasskeyProblem {
        @Override
        public String words() {
            return "This answer belongs to an earlier request; use the passkey again.";
        }
    }

    record OtherOrigin() implements PasskeyProblem {
        @Override
        public String words() {
            return "The passkey was used on another page than WhatsApp Web.";
        }
    }

    record AuthenticatorDataTooShort() implements PasskeyProblem {
        @Override
        public String words() {
            return "'response.authenticatorData' of the answer is too short.";
        }
    }

    record OtherRelyingParty() implements PasskeyProblem {
        @Override
        public String words() {
            return "The passkey is not one of WhatsApp's.";
        }
    }

    record UserNotPresent() implements PasskeyProblem {
        @Override
        public String words() {
            return "Nobody confirmed the use of the passkey.";
        }
    }

    record UserNotVerified() implements PasskeyProblem {
        @Override
        public String words() {
            return "The passkey was used without fingerprint, face or PIN.";
        }
    }
}
