package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.simulator.PasskeyCeremony.Phase;
import dev.parley.simulator.passkey.AssertionCheck;
import dev.parley.simulator.passkey.AssertionCheck.Verdict;
import dev.parley.simulator.passkey.RelyingParty;
import dev.parley.whatsapp.proto.PairingRequest;
import dev.parley.whatsapp.proto.PrimaryEphemeralIdentity;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Demands a passkey of a companion, and leads companion and phone through what follows (protocol notes, passkey
/// 4.1 and 4.2). Its error codes are invented: nobody has seen WhatsApp's. 400 malformed or out of order, 401 the
/// passkey's answer is not right, 404 nothing pending, 408 expired. Guarded by the directory's lock.
final class PasskeyDesk {
    private static final int CHALLENGE_LENGTH = 32;
    private static final int REF_LENGTH = 24;
    private static final int NONCE_LENGTH = 32;
    private static final int SHORT = 31;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SimulatorConfig config;
    private final RelyingParty party;
    private final ServerClock clock;
    private final Notices notices;
    private final SecureRandom random;
    private final Linker linker;

    PasskeyDesk(SimulatorConfig config, ServerClock clock, Notices notices, Linker linker) {
        this.config = config;
        this.party = config.relyingParty();
        this.clock = clock;
        this.notices = notices;
        this.random = config.random();
        this.linker = linker;
    }

    /// Asks the companion for a passkey of that account.
    ///
    /// @param secret what the phone knows of the companion's; empty when it knows nothing
    void begin(PairingSession session, Account account, Optional<Bytes> secret, boolean lidMigrated) {
        PasskeyCeremony ceremony = new PasskeyCeremony(session, account, secret, lidMigrated);
        session.passkey(ceremony);
        account.passkeys().began(ceremony);
        ask(ceremony);
        if (account.passkeys().has(PasskeyFault.ASK_TWICE)) {
            ask(ceremony);
        }
    }

    private void ask(PasskeyCeremony ceremony) {
        newChallenge(ceremony);
        Node.Builder request = notices.of("passkey_prologue_request", Jid.SERVER);
        if (!ceremony.account().passkeys().has(PasskeyFault.OMIT_OPTIONS)) {
            request.child(options(ceremony));
        }
        ceremony.session().channel().send(request.build());
    }

    private void newChallenge(PasskeyCeremony ceremony) {
        ceremony.challenge(Bytes.wrap(bytes(CHALLENGE_LENGTH)), clock.now(), config.passkeyLifetime());
    }

    private Node options(PasskeyCeremony ceremony) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("challenge", base64(ceremony.challenge()));
        options.put("timeout", config.passkeyLifetime().toMillis());
        options.put("rpId", party.id());
        options.put("allowCredentials", List.of());
        options.put("userVerification", "required");
        options.put("extensions", Map.of("uvm", true));
        return Node.of("passkey_request_options")
                .content(Bytes.utf8(JSON.writeValueAsString(options)))
                .build();
    }

    /// Whether an iq of a companion that is not linked yet belongs here.
    static boolean concerns(Node iq) {
        return switch (iq.children().isEmpty() ? "" : iq.children().getFirst().tag()) {
            case "passkey_request_options", "ref", "passkey_prologue", "companion_nonce", "encrypted_pairing_request" ->
                true;
            default -> false;
        };
    }

    /// @throws Refusal to answer with an error
    IqAnswer answer(PairingSession session, Node iq) {
        PasskeyCeremony ceremony = session.passkey().orElseThrow(Refusal::notFound);
        if (ceremony.phase() == Phase.STOPPED) {
            throw Refusal.notFound();
        }
        Node child = iq.children().getFirst();
        boolean asks =
                child.tag().equals("passkey_request_options") || child.tag().equals("ref");
        if (!iq.hasAttr("type", asks ? "get" : "set")) {
            throw Refusal.badRequest();
        }
        return switch (child.tag()) {
            case "passkey_request_options" -> requestOptions(ceremony);
            case "ref" -> ref(ceremony);
            case "passkey_prologue" -> prologue(ceremony, child);
            case "companion_nonce" -> nonce(ceremony, content(child));
            default -> pairingRequest(ceremony, content(child));
        };
    }

    private IqAnswer requestOptions(PasskeyCeremony ceremony) {
        demand(ceremony, Phase.ASKED);
        if (ceremony.challengeIsUsed() || !clock.now().isBefore(ceremony.challengeExpires())) {
            newChallenge(ceremony);
        }
        return IqAnswer.of(options(ceremony));
    }

    private IqAnswer ref(PasskeyCeremony ceremony) {
        demand(ceremony, Phase.ASKED);
        String ref = base64(Bytes.wrap(bytes(REF_LENGTH)));
        if (!ceremony.issue(ref)) {
            throw Refusal.of(429, "rate-overlimit");
        }
        return IqAnswer.of(Node.of("ref").content(Bytes.utf8(ref)));
    }

    private IqAnswer prologue(PasskeyCeremony ceremony, Node prologue) {
        demand(ceremony, Phase.ASKED);
        Bytes credentialId = child(prologue, "credential_id");
        Bytes assertion = child(prologue, "webauthn_assertion");
        Optional<Bytes> proof = prologue.child("pairing_handoff_proof").flatMap(Node::bytes);
        PasskeyHandshake handshake = PasskeyHandshake.begin(child(prologue, "prologue_payload"), proof, random)
                .filter(begun -> ceremony.hasIssued(begun.ref()))
                .filter(begun -> begun.deviceType()
                        == ceremony.session()
                                .registration()
                                .props()
                                .getPlatformType()
                                .getNumber())
                .orElseThrow(Refusal::badRequest);
        if (ceremony.challengeIsUsed()) {
            throw Refusal.notFound();
        }
        ceremony.burnChallenge();
        if (!clock.now().isBefore(ceremony.challengeExpires())) {
            throw Refusal.of(408, "request-timeout");
        }
        PasskeyGate gate = ceremony.account().passkeys();
        Verdict verdict = AssertionCheck.check(assertion.utf8(), credentialId, ceremony.challenge(), party, gate::key);
        if (verdict == Verdict.MALFORMED) {
            throw Refusal.badRequest();
        }
        if (verdict == Verdict.INVALID || gate.has(PasskeyFault.REFUSE_ANSWER)) {
            throw Refusal.of(401, "not-authorized");
        }
        ceremony.answered(handshake);
        return IqAnswer.EMPTY.then(() -> phoneContinues(ceremony));
    }

    /// The phone answers, if WhatsApp is open on it.
    private void phoneContinues(PasskeyCeremony ceremony) {
        PasskeyGate gate = ceremony.account().passkeys();
        if (!gate.appOpen()) {
            return;
        }
        PrimaryEphemeralIdentity identity = ceremony.handshake().continuation().build();
        ceremony.phase(Phase.CONTINUED);
        if (gate.has(PasskeyFault.FORGED_CONTINUATION)) {
            ceremony.session()
                    .channel()
                    .send(continuation(
                            ceremony.account().pn(),
                            identity.toBuilder()
                                    .setNonce(ByteString.copyFrom(bytes(NONCE_LENGTH)))
                                    .build()));
        }
        if (gate.has(PasskeyFault.SHORT_KEY)) {
            identity = identity.toBuilder()
                    .setPublicKey(identity.getPublicKey().substring(0, SHORT))
                    .build();
        }
        if (gate.has(PasskeyFault.SHORT_NONCE)) {
            identity = identity.toBuilder()
                    .setNonce(identity.getNonce().substring(0, SHORT))
                    .build();
        }
        ceremony.session().channel().send(continuation(Jid.SERVER, identity));
    }

    private Node continuation(Jid from, PrimaryEphemeralIdentity identity) {
        return notices.of("crsc_continuation", from)
                .child(Node.of("primary_ephemeral_identity").content(identity.toByteArray()))
                .build();
    }

    private IqAnswer nonce(PasskeyCeremony ceremony, Bytes nonce) {
        demand(ceremony, Phase.CONTINUED);
        if (nonce.length() != NONCE_LENGTH) {
            throw Refusal.badRequest();
        }
        return IqAnswer.EMPTY.then(() -> {
            if (!ceremony.handshake().isCommittedTo(nonce)) {
                ceremony.stop("The companion's nonce is not the one that it committed to");
                return;
            }
            boolean proven =
                    ceremony.secret().filter(ceremony.handshake()::isProven).isPresent();
            ceremony.revealed(ceremony.handshake().code(nonce), !proven);
        });
    }

    private IqAnswer pairingRequest(PasskeyCeremony ceremony, Bytes blob) {
        demand(ceremony, Phase.REVEALED);
        return IqAnswer.EMPTY.then(() -> {
            ceremony.requested(blob);
            phoneLinks(ceremony);
        });
    }

    /// The phone opens the companion's keys, unless its owner has yet to compare the codes.
    private void phoneLinks(PasskeyCeremony ceremony) {
        if (ceremony.phase() != Phase.REQUESTED || ceremony.waitsForOwner()) {
            return;
        }
        Registration registration = ceremony.session().registration();
        PasskeyGate gate = ceremony.account().passkeys();
        Bytes blob = gate.has(PasskeyFault.BAD_TAG) ? damaged(ceremony.request()) : ceremony.request();
        Optional<PairingRequest> request = ceremony.handshake()
                .open(blob)
                .filter(opened -> opened.getCompanionPublicKey()
                        .equals(ByteString.copyFrom(registration.noiseKey().bytes())))
                .filter(opened -> opened.getCompanionIdentityKey()
                        .equals(ByteString.copyFrom(registration.identity().bytes())));
        if (request.isEmpty()) {
            ceremony.stop("The companion's keys cannot be read, or are not those of its connection");
            return;
        }
        Bytes fresh = Bytes.wrap(request.get().getAdvSecret().toByteArray());
        link(ceremony, gate.has(PasskeyFault.OLD_SECRET) ? ceremony.secret().orElse(fresh) : fresh);
    }

    private void link(PasskeyCeremony ceremony, Bytes secret) {
        ceremony.phase(Phase.LINKING);
        List<Node> extras = ceremony.account().passkeys().has(PasskeyFault.ENCRYPTION_METADATA)
                ? List.of(
                        Node.of("jurisdiction").attr("iso", "US").attr("cc", 1).build(), encryptionMetadata())
                : List.of();
        var _ = linker.link(ceremony.session(), ceremony.account(), secret, ceremony.lidMigrated(), extras);
    }

    private Node encryptionMetadata() {
        return Node.of("encryption-metadata")
                .attr("version", 1)
                .attr("algorithm", "aes-256-gcm")
                .child(Node.of("encrypted_key").content(bytes(NONCE_LENGTH)))
                .child(Node.of("nonce").content(bytes(CHALLENGE_LENGTH)))
                .child(Node.of("encrypted_data").content(bytes(CHALLENGE_LENGTH)))
                .child(Node.of("auth_tag").content(bytes(CHALLENGE_LENGTH / 2)))
                .build();
    }

    /// Somebody opens WhatsApp on the phone.
    void appOpened(Account account) {
        account.passkeys()
                .latest()
                .filter(ceremony -> ceremony.phase() == Phase.ANSWERED)
                .ifPresent(this::phoneContinues);
    }

    /// The phone's owner has compared the codes.
    ///
    /// @throws ControlException when the phone shows none
    void codeCompared(Account account, boolean matches) {
        PasskeyCeremony ceremony = account.passkeys()
                .latest()
                .filter(shown -> shown.code().isPresent() && shown.waitsForOwner())
                .filter(shown -> shown.phase() == Phase.REVEALED || shown.phase() == Phase.REQUESTED)
                .orElseThrow(() -> ControlException.conflict("The phone shows no code"));
        if (matches) {
            ceremony.confirmCode();
            phoneLinks(ceremony);
        } else {
            ceremony.stop("The phone's owner said that the codes differ");
        }
    }

    /// The account demands no passkey any more: what waits for one is linked without.
    void gateOpened(Account account) {
        account.passkeys()
                .latest()
                .filter(ceremony -> ceremony.phase() == Phase.ASKED)
                .filter(ceremony -> ceremony.secret().isPresent())
                .ifPresent(ceremony -> link(ceremony, ceremony.secret().orElseThrow()));
    }

    private static void demand(PasskeyCeremony ceremony, Phase phase) {
        if (ceremony.phase() != phase) {
            throw Refusal.badRequest();
        }
    }

    private static Bytes child(Node parent, String tag) {
        return content(parent.child(tag).orElseThrow(Refusal::badRequest));
    }

    private static Bytes content(Node node) {
        return node.bytes().filter(bytes -> !bytes.isEmpty()).orElseThrow(Refusal::badRequest);
    }

    private static Bytes damaged(Bytes blob) {
        byte[] bytes = blob.toByteArray();
        bytes[bytes.length / 2] ^= 1;
        return Bytes.wrap(bytes);
    }

    private static String base64(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
