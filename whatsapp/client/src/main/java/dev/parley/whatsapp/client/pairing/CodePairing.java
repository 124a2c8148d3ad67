package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.ClientPayloads;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Linking by a code that is typed on the phone (connection.md section 7), on one connection. Belongs to the
/// session's steps. One code is valid at a time:
///
/// none -> shown (request, refresh_code) | shown -> finished (primary_hello) | finished -> finished (another
/// primary_hello) | shown, finished -> none (time is up, refused, a passkey is asked for, linked)
final class CodePairing {
    private static final Logger log = LoggerFactory.getLogger(CodePairing.class);

    /// As many answers of a phone to one code are acted on (connection.md section 7.5).
    private static final int MOST_HELLOS = 3;
    /// As often the server may ask for another code in place of one that somebody asked for.
    private static final int MOST_REFRESHES = 5;

    private static final int TOO_MANY = 429;
    private static final String TAG = "link_code_companion_reg";
    private static final String REF = "link_code_pairing_ref";

    private final PairingSession session;
    private Optional<Attempt> attempt = Optional.empty();

    CodePairing(PairingSession session) {
        this.session = session;
    }

    /// A code that a phone may type. Compared by identity: timers must not end a later one.
    private static final class Attempt {
        final String phone;
        final String code;
        final KeyPair ephemeral;
        final Bytes ref;
        final Instant expires;
        final int refreshes;
        int hellos;
        boolean finished;

        Attempt(String phone, String code, KeyPair ephemeral, Bytes ref, Instant expires, int refreshes) {
            this.phone = phone;
            this.code = code;
            this.ephemeral = ephemeral;
            this.ref = ref;
            this.expires = expires;
            this.refreshes = refreshes;
        }
    }

    static boolean knows(String stage) {
        return stage.equals("primary_hello") || stage.equals("refresh_code");
    }

    boolean pending() {
        return attempt.isPresent();
    }

    /// Forgets the code.
    ///
    /// @return whether one was shown that no phone had typed yet
    boolean abandon() {
        boolean untyped = attempt.filter(abandoned -> !abandoned.finished).isPresent();
        attempt = Optional.empty();
        return untyped;
    }

    /// Makes a code, in place of the one before. Blocks.
    ///
    /// @param phone digits of the international form
    /// @throws PairingCodeException when WhatsApp refuses
    StateEvent.PairingCode request(String phone) {
        try {
            return hello(phone, 0);
        } catch (WhatsAppException.IqError e) {
            session.endIfIdle();
            throw new PairingCodeException(
                    e.code() == TOO_MANY ? new CodeRefusal.RateLimited() : new CodeRefusal.Refused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout | WhatsAppException.UnexpectedAnswer e) {
            session.endIfIdle();
            throw e;
        }
    }

    private StateEvent.PairingCode hello(String phone, int refreshes) {
        attempt = Optional.empty();
        PairingParts parts = session.parts();
        String code = ShortCode.random(parts.random());
        KeyPair ephemeral = KeyPair.generate(parts.random());
        Instant expires = session.now().plus(parts.timings().code());
        byte[] wrapped = LinkCodeCipher.wrap(code, ephemeral.publicKey(), parts.random());
        Node answer = session.ask(
                "set",
                stage(phone, "companion_hello")
                        .attr("should_show_push_notification", "true")
                        .child(Node.of("link_code_pairing_wrapped_companion_ephemeral_pub")
                                .content(Bytes.wrap(wrapped)))
                        .child(Node.of("companion_server_auth_key_pub")
                                .content(session.credentials()
                                        .noiseKey()
                                        .publicKey()
                                        .bytes()))
                        .child(Node.of("companion_platform_id").content(Bytes.utf8(QrText.CLIENT_TYPE)))
                        .child(Node.of("companion_platform_display").content(Bytes.utf8(ClientPayloads.DISPLAY_NAME)))
                        .child(Node.of("link_code_pairing_nonce").content(new byte[1])));
        Bytes ref = answer.child(TAG)
                .flatMap(node -> bytes(node, REF))
                .orElseThrow(() -> new WhatsAppException.UnexpectedAnswer("the pairing code has no ref"));
        Attempt shown = new Attempt(phone, code, ephemeral, ref, expires, refreshes);
        attempt = Optional.of(shown);
        var _ = session.later(parts.timings().code(), () -> expire(shown));
        StateEvent.PairingCode event = new StateEvent.PairingCode(ShortCode.forPeople(code), expires);
        session.emit(event);
        return event;
    }

    /// Acts on a notification of a known stage.
    void notified(String stage, Node registration) {
        Optional<Attempt> named = attempt.filter(
                shown -> bytes(registration, REF).filter(shown.ref::equals).isPresent());
        if (named.isEmpty()) {
            log.info("A {} for no pairing code of now was left out", stage);
        } else if (stage.equals("refresh_code")) {
            refresh(named.get());
        } else {
            primaryHello(named.get(), registration);
        }
    }

    private void refresh(Attempt outdated) {
        if (outdated.refreshes >= MOST_REFRESHES) {
            drop(outdated, new PairingFailure.CodeExpired());
            return;
        }
        try {
            hello(outdated.phone, outdated.refreshes + 1);
        } catch (WhatsAppException.IqError e) {
            fail(new PairingFailure.CodeRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout | WhatsAppException.UnexpectedAnswer _) {
            fail(new PairingFailure.WhatsAppSilent());
        }
    }

    private void primaryHello(Attempt typed, Node registration) {
        Optional<Bytes> wrapped = bytes(registration, "link_code_pairing_wrapped_primary_ephemeral_pub")
                .filter(bytes -> bytes.length() == LinkCodeCipher.WRAPPED_LENGTH);
        Optional<PublicKey> phoneIdentity = bytes(registration, "primary_identity_pub")
                .filter(bytes -> bytes.length() == PublicKey.LENGTH)
                .map(bytes -> PublicKey.of(bytes.toByteArray()));
        if (wrapped.isEmpty() || phoneIdentity.isEmpty()) {
            // Seen in the field without the wrapped key, about to be followed by a passkey (passkey.md section 2.12).
            log.info("A primary_hello without its keys was left out");
            return;
        }
        if (typed.hellos >= MOST_HELLOS || !session.now().isBefore(typed.expires)) {
            log.info("A primary_hello was left out: too late, or too many for this code");
            return;
        }
        typed.hellos++;
        try {
            finish(typed, LinkCodeCipher.unwrap(typed.code, wrapped.get().toByteArray()), phoneIdentity.get());
        } catch (InvalidKeyException _) {
            drop(typed, new PairingFailure.CodeNotConfirmed());
        } catch (WhatsAppException.IqError e) {
            drop(typed, new PairingFailure.CodeRefused(e.code(), e.text()));
        } catch (WhatsAppException.Timeout _) {
            drop(typed, new PairingFailure.WhatsAppSilent());
        }
    }

    /// Stores the new secret before the phone can use it.
    private void finish(Attempt typed, PublicKey phoneEphemeral, PublicKey phoneIdentity) {
        Credentials credentials = session.credentials();
        LinkCodeCipher.Finish finish = LinkCodeCipher.finish(
                typed.ephemeral,
                credentials.identityKey(),
                phoneEphemeral,
                phoneIdentity,
                session.parts().random());
        session.changeSecret(current -> current.withAdvSecret(finish.advSecret()));
        session.ask(
                "set",
                stage(typed.phone, "companion_finish")
                        .child(Node.of("link_code_pairing_wrapped_key_bundle").content(finish.wrappedBundle()))
                        .child(Node.of("companion_identity_public")
                                .content(credentials.identityKey().publicKey().bytes()))
                        .child(Node.of(REF).content(typed.ref)));
        typed.finished = true;
        int hello = typed.hellos;
        var _ = session.later(session.parts().timings().codeCompletion(), () -> {
            if (typed.hellos == hello) {
                drop(typed, new PairingFailure.CodeNotConfirmed());
            }
        });
    }

    /// A code that a phone has typed has its own time to complete.
    private void expire(Attempt shown) {
        if (!shown.finished) {
            drop(shown, new PairingFailure.CodeExpired());
        }
    }

    private void drop(Attempt ended, PairingFailure failure) {
        if (attempt.filter(current -> isSame(current, ended)).isPresent()) {
            fail(failure);
        }
    }

    @SuppressWarnings("ReferenceEquality") // Two attempts are never equal.
    private static boolean isSame(Attempt one, Attempt other) {
        return one == other;
    }

    private void fail(PairingFailure failure) {
        attempt = Optional.empty();
        session.emit(new StateEvent.PairingFailed(failure));
        session.endIfIdle();
    }

    private static Node.Builder stage(String phone, String stage) {
        return Node.of(TAG).attr("jid", Jid.pn(phone)).attr("stage", stage);
    }

    private static Optional<Bytes> bytes(Node parent, String tag) {
        return parent.child(tag).flatMap(Node::bytes);
    }
}
