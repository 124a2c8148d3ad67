package dev.parley.whatsapp.client.pairing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.ClientPayloads;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.PasskeyStep;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.pairing.PasskeySecrets.PhoneIdentity;
import dev.parley.whatsapp.client.pairing.PasskeyState.Checking;
import dev.parley.whatsapp.client.pairing.PasskeyState.Confirming;
import dev.parley.whatsapp.client.pairing.PasskeyState.Finishing;
import dev.parley.whatsapp.client.pairing.PasskeyState.Handoff;
import dev.parley.whatsapp.client.pairing.PasskeyState.Idle;
import dev.parley.whatsapp.client.pairing.PasskeyState.Over;
import dev.parley.whatsapp.client.pairing.PasskeyState.Required;
import dev.parley.whatsapp.client.pairing.PasskeyState.WaitingForPhone;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.PrimaryEphemeralIdentity;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Linking with a passkey on one connection (passkey.md section 2). Belongs to the session's steps, one after the
/// other: the phone's answer, which may be right behind the server's, always finds the state that expects it.
/// Only [#active], [#awaitsAnswer] and [#awaitsConfirmation] may be asked from elsewhere.
final class PasskeyCeremony {
    private static final Logger log = LoggerFactory.getLogger(PasskeyCeremony.class);

    private static final String OPTIONS = "passkey_request_options";
    private static final String REF = "ref";
    private static final int LONGEST_REF = 1024;
    private static final int NONCE_LENGTH = 32;

    private final PairingSession session;
    private volatile PasskeyState state = new Idle();

    PasskeyCeremony(PairingSession session) {
        this.session = session;
    }

    /// Whether WhatsApp has asked for a passkey and the outcome is open.
    boolean active() {
        return !(state instanceof Idle || state instanceof Over);
    }

    boolean awaitsAnswer() {
        return state instanceof Required;
    }

    boolean awaitsConfirmation() {
        return state instanceof Confirming;
    }

    /// Everything is done.
    void linked() {
        state = new Over();
    }

    /// The server wants a passkey, or another answer than it asked for before.
    ///
    /// @param codeNeeded whether the phone may know no secret of ours, so that no proof can be given
    void requested(Node request, boolean codeNeeded) {
        switch (state) {
            case Idle _ -> require(request, handoff(codeNeeded));
            // The phone still knows the secret of the first request, and its time runs from there.
            case Required required -> require(request, required.handoff);
            case Checking _, WaitingForPhone _, Confirming _, Finishing _, Over _ ->
                log.info("A passkey was asked for again after it was used; left out");
        }
    }

    private Handoff handoff(boolean codeNeeded) {
        return new Handoff(
                session.credentials().advSecret(),
                codeNeeded
                        ? Instant.EPOCH
                        : session.now().plus(session.parts().timings().proof()));
    }

    private void require(Node request, Handoff handoff) {
        Optional<String> json = optionsText(request);
        try {
            PasskeyOptions options =
                    json.map(this::read).flatMap(PasskeyCeremony::usable).orElseGet(this::askForOptions);
            require(handoff, options, session.now().plus(options.lifetime()), Optional.empty());
        } catch (UnusableOptions e) {
            fail(new PairingFailure.ChallengeUnusable(e.problem));
        } catch (WhatsAppException.IqError e) {
            fail(new PairingFailure.StepRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout _) {
            fail(new PairingFailure.WhatsAppSilent());
        }
    }

    private void require(
            Handoff handoff,
            PasskeyOptions options,
            Instant deadline,
            Optional<PairingFailure.PasskeyRefused> refusal) {
        Required required = new Required(handoff, options, deadline, refusal);
        state = required;
        failLater(required, deadline, new PairingFailure.Expired());
        session.emit(new StateEvent.PasskeyRequired(options.json(), deadline, handoff.provableUntil(), refusal));
    }

    /// A person's passkey has signed.
    ///
    /// @throws PasskeyAnswerException when the answer cannot be right; the challenge stays valid
    void answer(String assertionJson) {
        if (!(state instanceof Required required)) {
            throw new PasskeyAnswerException(new PasskeyProblem.NothingPending());
        }
        PasskeyAssertion assertion = PasskeyAssertion.check(
                assertionJson, required.options, session.parts().relyingParty());
        state = new Checking(required);
        session.emit(new StateEvent.PasskeyProgress(PasskeyStep.CHECKING));
        var _ = session.later(Duration.ZERO, () -> prologue(required, assertion));
    }

    /// What is to follow the answer is kept before the answer is sent.
    private void prologue(Required required, PasskeyAssertion assertion) {
        try {
            PasskeySecrets secrets = PasskeySecrets.generate(
                    ClientPayloads.PLATFORM.getNumber(),
                    askForRef(),
                    session.parts().random());
            byte[] payload = secrets.prologue();
            boolean proven = session.now().isBefore(required.handoff.provableUntil());
            Node.Builder prologue = Node.of("passkey_prologue")
                    .child(Node.of("credential_id").content(assertion.credentialId()))
                    .child(Node.of("webauthn_assertion").content(Bytes.utf8(assertion.json())))
                    .child(Node.of("prologue_payload").content(payload));
            if (proven) {
                prologue.child(Node.of("pairing_handoff_proof")
                        .content(PasskeySecrets.handoffProof(required.handoff.oldSecret(), payload)));
            }
            WaitingForPhone waiting = new WaitingForPhone(secrets, proven, required.deadline);
            session.ask("set", prologue);
            waitForPhone(waiting);
        } catch (WhatsAppException.IqError e) {
            refused(required, new PairingFailure.PasskeyRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout | WhatsAppException.UnexpectedAnswer _) {
            fail(new PairingFailure.WhatsAppSilent());
        }
    }

    private void waitForPhone(WaitingForPhone waiting) {
        state = waiting;
        session.emit(new StateEvent.PasskeyProgress(PasskeyStep.WAITING_FOR_PHONE));
        var _ = session.later(session.parts().timings().phoneHint(), () -> {
            if (isCurrent(waiting)) {
                session.emit(new StateEvent.PasskeyProgress(PasskeyStep.PHONE_SILENT));
            }
        });
        failLater(waiting, waiting.deadline, new PairingFailure.PhoneSilent());
    }

    /// One more try with a fresh challenge (passkey.md section 3.4).
    private void refused(Required required, PairingFailure.PasskeyRefused refusal) {
        if (required.refusal.isPresent() || !session.now().isBefore(required.deadline)) {
            fail(refusal);
            return;
        }
        try {
            require(required.handoff, askForOptions(), required.deadline, Optional.of(refusal));
        } catch (UnusableOptions | WhatsAppException.IqError | WhatsAppException.Timeout _) {
            fail(refusal);
        }
    }

    /// The phone has answered; only now it may know our nonce.
    void continued(Node notification) {
        if (!(state instanceof WaitingForPhone waiting)) {
            log.info("A phone's answer that nobody waits for was left out");
            return;
        }
        Optional<PhoneIdentity> phone = phone(notification);
        if (phone.isEmpty()) {
            fail(new PairingFailure.PhoneAnswerUnusable());
            return;
        }
        try {
            session.ask("set", Node.of("companion_nonce").content(waiting.secrets.nonce()));
            if (waiting.proven) {
                finish(waiting.secrets, phone.get());
            } else {
                confirm(waiting, phone.get());
            }
        } catch (WhatsAppException.IqError e) {
            fail(new PairingFailure.StepRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout _) {
            fail(new PairingFailure.WhatsAppSilent());
        }
    }

    private void confirm(WaitingForPhone waiting, PhoneIdentity phone) {
        Confirming confirming = new Confirming(waiting.secrets, phone);
        state = confirming;
        failLater(confirming, waiting.deadline, new PairingFailure.Expired());
        session.emit(new StateEvent.PasskeyConfirmation(ShortCode.forPeople(waiting.secrets.confirmationCode(phone))));
    }

    /// A person has compared the codes.
    void confirm(boolean same) {
        if (!(state instanceof Confirming confirming)) {
            throw new PasskeyAnswerException(new PasskeyProblem.NothingToConfirm());
        }
        if (!same) {
            fail(new PairingFailure.CodesDiffer());
            return;
        }
        Finishing finishing = new Finishing();
        state = finishing;
        var _ = session.later(Duration.ZERO, () -> {
            if (isCurrent(finishing)) {
                send(finishing, confirming.secrets, confirming.phone);
            }
        });
    }

    private void finish(PasskeySecrets secrets, PhoneIdentity phone) {
        Finishing finishing = new Finishing();
        state = finishing;
        send(finishing, secrets, phone);
    }

    /// Stores the new secret before the phone can use it: pair-success may be right behind the server's answer.
    private void send(Finishing finishing, PasskeySecrets secrets, PhoneIdentity phone) {
        session.emit(new StateEvent.PasskeyProgress(PasskeyStep.FINISHING));
        Credentials credentials = session.credentials();
        try {
            byte[] request = secrets.pairingRequest(
                    phone,
                    credentials.noiseKey().publicKey(),
                    credentials.identityKey().publicKey(),
                    LinkCodeCipher.random(session.parts().random(), AesGcm.IV_LENGTH));
            session.changeSecret(current -> current.withAdvSecret(secrets.newSecret()));
            session.ask("set", Node.of("encrypted_pairing_request").content(request));
            failLater(
                    finishing,
                    session.now().plus(session.parts().timings().completion()),
                    new PairingFailure.NotCompleted());
        } catch (InvalidKeyException _) {
            fail(new PairingFailure.PhoneAnswerUnusable());
        } catch (WhatsAppException.IqError e) {
            fail(new PairingFailure.StepRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout _) {
            fail(new PairingFailure.WhatsAppSilent());
        }
    }

    private void fail(PairingFailure failure) {
        state = new Over();
        session.fail(failure);
    }

    private void failLater(PasskeyState waiting, Instant deadline, PairingFailure failure) {
        Duration left = Duration.between(session.now(), deadline);
        var _ = session.later(left.isNegative() ? Duration.ZERO : left, () -> {
            if (isCurrent(waiting)) {
                fail(failure);
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // No two states are equal.
    private boolean isCurrent(PasskeyState expected) {
        return state == expected;
    }

    private String askForRef() {
        return session.ask("get", Node.of(REF))
                .child(REF)
                .flatMap(Node::text)
                .filter(ref -> !ref.isEmpty() && ref.length() <= LONGEST_REF)
                .orElseThrow(() -> new WhatsAppException.UnexpectedAnswer("the passkey ceremony has no ref"));
    }

    private PasskeyOptions askForOptions() {
        String json = optionsText(session.ask("get", Node.of(OPTIONS))).orElse("");
        return switch (read(json)) {
            case PasskeyOptions.Reading.Usable(PasskeyOptions options) -> options;
            case PasskeyOptions.Reading.Unusable(String problem) -> throw new UnusableOptions(problem);
        };
    }

    private PasskeyOptions.Reading read(String json) {
        return PasskeyOptions.read(json, session.parts().relyingParty().id());
    }

    private static Optional<PasskeyOptions> usable(PasskeyOptions.Reading reading) {
        return reading instanceof PasskeyOptions.Reading.Usable(PasskeyOptions options)
                ? Optional.of(options)
                : Optional.empty();
    }

    private static Optional<String> optionsText(Node parent) {
        return parent.child(OPTIONS).flatMap(Node::text);
    }

    static Optional<PhoneIdentity> phone(Node notification) {
        try {
            Optional<Bytes> encoded =
                    notification.child("primary_ephemeral_identity").flatMap(Node::bytes);
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            PrimaryEphemeralIdentity identity =
                    PrimaryEphemeralIdentity.parseFrom(encoded.get().toByteArray());
            return identity.getPublicKey().size() == PublicKey.LENGTH
                            && identity.getNonce().size() == NONCE_LENGTH
                    ? Optional.of(new PhoneIdentity(
                            PublicKey.of(identity.getPublicKey().toByteArray()),
                            Bytes.wrap(identity.getNonce().toByteArray())))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    /// The server's own words for what it wants make no sense.
    private static final class UnusableOptions extends RuntimeException {
        private final String problem;

        UnusableOptions(String problem) {
            super(problem);
            this.problem = problem;
        }
    }
}
