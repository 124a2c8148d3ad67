package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// Carries what companion and phone tell each other when a code is typed on the phone (protocol notes, connection
/// 7). That an unknown number is answered with 404, and the tenth code of a connection with 429, is invented.
/// Guarded by the directory's lock.
final class LinkCodeDesk {
    static final String TAG = "link_code_companion_reg";
    private static final String REF = "link_code_pairing_ref";
    private static final int WRAPPED_LENGTH = 80;
    private static final int BUNDLE_LENGTH = 156;
    private static final int KEY_LENGTH = 32;
    private static final int REF_LENGTH = 32;
    private static final int MOST_HELLOS = 3;
    private static final int MOST_CODES = 10;
    private static final Pattern PLATFORM_ID = Pattern.compile("[0-9c-f]");
    /// Made-up names are refused; which ones are known is not.
    private static final Pattern DISPLAY = Pattern.compile("(Chrome|Edge|Firefox|IE|Opera|Safari|Electron|Desktop)"
            + " \\((Windows|Mac OS|macOS|Linux|Ubuntu|Debian|Fedora|Chrome OS|Android|iOS)\\)");

    private final SimulatorConfig config;
    private final ServerClock clock;
    private final Notices notices;
    private final Postman postman;
    private final Directory directory;
    private final SecureRandom random;
    private final Gate gate;
    private final Map<Bytes, LinkCodeAttempt> byRef = new HashMap<>();

    /// What the phone's consent leads to.
    @FunctionalInterface
    interface Gate {
        /// @param secret what companion and phone have agreed on; empty when they have not
        CompletableFuture<ScanResult> consented(
                PairingSession session, Account account, Optional<Bytes> secret, boolean lidMigrated);
    }

    LinkCodeDesk(
            SimulatorConfig config,
            ServerClock clock,
            Notices notices,
            Postman postman,
            Directory directory,
            Gate gate) {
        this.config = config;
        this.clock = clock;
        this.notices = notices;
        this.postman = postman;
        this.directory = directory;
        this.random = config.random();
        this.gate = gate;
    }

    static boolean concerns(Node iq) {
        return iq.child(TAG).isPresent();
    }

    /// @throws Refusal to answer with an error
    IqAnswer answer(PairingSession session, Node iq) {
        Node registration = iq.child(TAG).orElseThrow(Refusal::badRequest);
        if (!iq.hasAttr("type", "set")) {
            throw Refusal.badRequest();
        }
        return switch (registration.attrOrEmpty("stage")) {
            case "companion_hello" -> companionHello(session, registration);
            case "companion_finish" -> companionFinish(session, registration);
            default -> throw Refusal.badRequest();
        };
    }

    private IqAnswer companionHello(PairingSession session, Node hello) {
        bytes(hello, "link_code_pairing_wrapped_companion_ephemeral_pub", WRAPPED_LENGTH);
        Bytes noiseKey = bytes(hello, "companion_server_auth_key_pub", KEY_LENGTH);
        boolean known = noiseKey.equals(
                        Bytes.wrap(session.registration().noiseKey().bytes()))
                && PLATFORM_ID.matcher(text(hello, "companion_platform_id")).matches()
                && DISPLAY.matcher(text(hello, "companion_platform_display")).matches()
                && hello.child("link_code_pairing_nonce").flatMap(Node::bytes).isPresent();
        if (!known) {
            throw Refusal.badRequest();
        }
        Account account = account(hello);
        Optional<Integer> refusal = account.codeRefusal();
        if (refusal.isPresent()) {
            throw Refusal.of(refusal.get(), refusal.get() == 429 ? "rate-overlimit" : "not-acceptable");
        }
        if (session.countCode() > MOST_CODES) {
            throw Refusal.of(429, "rate-overlimit");
        }
        session.linkCode().ifPresent(this::forget);
        LinkCodeAttempt attempt =
                new LinkCodeAttempt(session, account, newRef(), clock.now().plus(config.linkCodeLifetime()));
        byRef.put(attempt.ref(), attempt);
        session.linkCode(attempt);
        return IqAnswer.of(Node.of(TAG).child(ref(attempt))).then(() -> tellPhone(attempt, hello));
    }

    private IqAnswer companionFinish(PairingSession session, Node finish) {
        bytes(finish, "link_code_pairing_wrapped_key_bundle", BUNDLE_LENGTH);
        Bytes identity = bytes(finish, "companion_identity_public", KEY_LENGTH);
        LinkCodeAttempt attempt = session.linkCode()
                .filter(shown -> shown.ref().equals(content(finish, REF)))
                .filter(shown -> shown.account() == account(finish) && shown.hellos() > 0)
                .filter(_ -> identity.equals(
                        Bytes.wrap(session.registration().identity().bytes())))
                .orElseThrow(Refusal::badRequest);
        return IqAnswer.EMPTY.then(() -> tellPhone(attempt, finish));
    }

    /// The phone gets what the companion sent, with the ref.
    private void tellPhone(LinkCodeAttempt attempt, Node registration) {
        Node.Builder told = Node.of(TAG).attr("stage", registration.attrOrEmpty("stage"));
        told.attrIfPresent("should_show_push_notification", registration.attr("should_show_push_notification"));
        registration.children().stream()
                .filter(child -> !child.tag().equals(REF))
                .forEach(told::child);
        postman.post(
                attempt.account().primary(),
                notices.of(TAG, Jid.SERVER).child(told.child(ref(attempt))).build());
    }

    /// A code was typed on the phone.
    ///
    /// @param wrapped the phone's ephemeral key
    /// @throws ControlException when no companion waits for it any more
    CompletableFuture<ScanResult> primaryHello(
            Account account, Bytes ref, Bytes wrapped, Bytes identity, boolean lidMigrated) {
        LinkCodeAttempt attempt = attempt(account, ref);
        if (!clock.now().isBefore(attempt.expires())) {
            throw ControlException.gone("This code has expired");
        }
        if (attempt.hellos() >= MOST_HELLOS) {
            throw ControlException.conflict("This code was typed too often");
        }
        CompletableFuture<ScanResult> outcome = attempt.typed(lidMigrated);
        if (account.passkeys().has(PasskeyFault.SKIP_PRIMARY_HELLO)) {
            refresh(attempt);
            proceed(attempt, Optional.empty());
            return outcome;
        }
        attempt.session()
                .channel()
                .send(notices.of(TAG, Jid.SERVER)
                        .child(Node.of(TAG)
                                .attr("stage", "primary_hello")
                                .child(Node.of("link_code_pairing_wrapped_primary_ephemeral_pub")
                                        .content(wrapped))
                                .child(Node.of("primary_identity_pub").content(identity))
                                .child(ref(attempt)))
                        .build());
        return outcome;
    }

    /// Asks the companion for another code in place of the one that it shows.
    void refresh(Account account) {
        byRef.values().stream()
                .filter(attempt -> attempt.account() == account)
                .toList()
                .forEach(this::refresh);
    }

    private void refresh(LinkCodeAttempt attempt) {
        attempt.session()
                .channel()
                .send(notices.of(TAG, Jid.SERVER)
                        .child(Node.of(TAG).attr("stage", "refresh_code").child(ref(attempt)))
                        .build());
    }

    /// The phone has read the companion's bundle.
    void opened(Account account, Bytes ref, Bytes secret) {
        proceed(attempt(account, ref), Optional.of(secret));
    }

    /// The phone cannot read it: the wrong code was typed. The companion is told nothing.
    void unreadable(Account account, Bytes ref) {
        attempt(account, ref).fail(ControlException.refused("That is not the code that the companion shows"));
    }

    private void proceed(LinkCodeAttempt attempt, Optional<Bytes> secret) {
        try {
            var _ = gate.consented(attempt.session(), attempt.account(), secret, attempt.lidMigrated())
                    .whenComplete((result, cause) -> attempt.outcome().ifPresent(outcome -> {
                        if (cause == null) {
                            outcome.complete(result);
                        } else {
                            outcome.completeExceptionally(cause);
                        }
                    }));
        } catch (ControlException e) {
            attempt.fail(e);
        }
    }

    void closed(PairingSession session) {
        session.linkCode().ifPresent(attempt -> {
            forget(attempt);
            attempt.fail(ControlException.refused("The companion went away before it was linked"));
        });
    }

    private void forget(LinkCodeAttempt attempt) {
        byRef.remove(attempt.ref());
    }

    private LinkCodeAttempt attempt(Account account, Bytes ref) {
        return Optional.ofNullable(byRef.get(ref))
                .filter(attempt -> attempt.account() == account)
                .orElseThrow(() -> ControlException.gone("No companion waits for this code any more"));
    }

    private Account account(Node registration) {
        return registration
                .jid("jid")
                .filter(Jid::isPn)
                .flatMap(directory::account)
                .orElseThrow(Refusal::notFound);
    }

    private static Node.Builder ref(LinkCodeAttempt attempt) {
        return Node.of(REF).content(attempt.ref());
    }

    private Bytes newRef() {
        byte[] ref = new byte[REF_LENGTH];
        random.nextBytes(ref);
        return Bytes.wrap(ref);
    }

    private static Bytes bytes(Node parent, String tag, int length) {
        Bytes content = content(parent, tag);
        if (content.length() != length) {
            throw Refusal.badRequest();
        }
        return content;
    }

    private static Bytes content(Node parent, String tag) {
        return parent.child(tag).flatMap(Node::bytes).orElseThrow(Refusal::badRequest);
    }

    private static String text(Node parent, String tag) {
        return parent.child(tag).flatMap(Node::text).orElseThrow(Refusal::badRequest);
    }
}
