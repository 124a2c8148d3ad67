package dev.parley.simulator;

import dev.parley.simulator.passkey.FakeAuthenticator;
import dev.parley.simulator.passkey.Passkey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The calls of the control API about linking companions.
final class LinkCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);

    private final SimulatorServer server;

    LinkCalls(SimulatorServer server) {
        this.server = server;
    }

    Object scan(ControlRequest request) {
        return outcome(phone(request).scan(request.text("qr")));
    }

    Object enterCode(ControlRequest request) {
        return outcome(phone(request).enterCode(request.text("code")));
    }

    private static Map<String, Object> outcome(ScanResult result) {
        return switch (result) {
            case ScanResult.Linked linked ->
                Map.of(
                        "status", "linked",
                        "device", linked.device(),
                        "jid", linked.jid().toString(),
                        "lid", linked.lid().toString());
            case ScanResult.RefreshAsked _ -> Map.of("status", "refresh_asked");
            case ScanResult.PasskeyAsked _ -> Map.of("status", "passkey_asked");
            case ScanResult.PasskeyMissing _ -> Map.of("status", "passkey_missing");
        };
    }

    Object refreshCode(ControlRequest request) {
        phone(request).refreshLinkCode();
        return DONE;
    }

    Object refuseCodes(ControlRequest request) {
        int code = request.number("code");
        phone(request).refuseLinkCodes(code == 0 ? Optional.empty() : Optional.of(code));
        return DONE;
    }

    Object requirePasskey(ControlRequest request) {
        PhonePasskey passkey = phone(request).passkey();
        passkey.demand(request.optionalText("policy")
                .map(name -> constant(PasskeyPolicy.class, "policy", name))
                .orElse(PasskeyPolicy.REQUIRED));
        applyFaults(request, passkey);
        return view(passkey);
    }

    Object createPasskey(ControlRequest request) {
        Passkey passkey = phone(request).passkey().create();
        return Map.of("credentialId", passkey.credentialId().hex());
    }

    Object passkeyAssertion(ControlRequest request) {
        PhonePasskey passkey = phone(request).passkey();
        FakeAuthenticator.Manner usual = passkey.usualManner();
        FakeAuthenticator.Manner manner =
                request.optionalText("origin").map(usual::withOrigin).orElse(usual);
        return ControlRequest.parsed(passkey.answer(request.json("options"), manner));
    }

    Object passkey(ControlRequest request) {
        return view(phone(request).passkey());
    }

    Object setPasskey(ControlRequest request) {
        PhonePasskey passkey = phone(request).passkey();
        applyFaults(request, passkey);
        request.optionalFlag("appOpen").ifPresent(passkey::appOpen);
        request.optionalFlag("matches").ifPresent(passkey::compare);
        return view(passkey);
    }

    private static void applyFaults(ControlRequest request, PhonePasskey passkey) {
        request.optionalTexts("faults")
                .ifPresent(names -> passkey.faults(names.stream()
                        .map(name -> constant(PasskeyFault.class, "faults", name))
                        .toArray(PasskeyFault[]::new)));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String name) {
        try {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw ControlException.invalid("'" + field + "' knows no '" + name + "'");
        }
    }

    private static Map<String, Object> view(PhonePasskey passkey) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("policy", passkey.policy().name().toLowerCase(Locale.ROOT));
        view.put("passkeys", passkey.passkeys().size());
        view.put("phase", passkey.phase());
        passkey.code().ifPresent(code -> {
            view.put("code", code);
            view.put("asksForCode", passkey.asksForCode());
        });
        passkey.stopped().ifPresent(reason -> view.put("stopped", reason));
        return view;
    }

    private SimulatedPhone phone(ControlRequest request) {
        return server.phones().get(request.phone());
    }
}
