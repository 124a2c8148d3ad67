package dev.parley.simulator;

import dev.parley.simulator.passkey.FakeAuthenticator;
import dev.parley.simulator.passkey.Passkey;
import dev.parley.simulator.passkey.RelyingParty;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A phone and its owner, as far as linking with a passkey goes: whether the account demands one, its
/// passkeys, the code on the screen, and what can go wrong. Thread-safe.
public final class PhonePasskey {

    private final Account account;
    private final Directory directory;
    private final PasskeyDesk desk;
    private final RelyingParty party;
    private final SecureRandom random;

    PhonePasskey(Account account, PhoneLinking linking, SimulatorConfig config) {
        this.account = account;
        this.directory = linking.directory();
        this.desk = linking.desk().passkeys();
        this.party = config.relyingParty();
        this.random = config.random();
    }

    /// Whether companions need a passkey from now on. An account that demands one and has none gets one. Who
    /// waits for a passkey when none is demanded any more is linked without.
    public void demand(PasskeyPolicy policy) {
        directory.lockedRun(() -> {
            PasskeyGate gate = account.passkeys();
            gate.policy(policy);
            if (policy == PasskeyPolicy.REQUIRED && gate.passkeys().isEmpty()) {
                gate.register(Passkey.create(random));
            }
            if (policy == PasskeyPolicy.OFF) {
                desk.gateOpened(account);
            }
        });
    }

    public PasskeyPolicy policy() {
        return directory.locked(() -> account.passkeys().policy());
    }

    /// The owner creates a passkey. An account that waited for one demands it from now on.
    public Passkey create() {
        return directory.locked(() -> {
            PasskeyGate gate = account.passkeys();
            Passkey passkey = Passkey.create(random);
            gate.register(passkey);
            if (gate.policy() == PasskeyPolicy.REQUIRED_NO_PASSKEY) {
                gate.policy(PasskeyPolicy.REQUIRED);
            }
            return passkey;
        });
    }

    /// Oldest first.
    public List<Passkey> passkeys() {
        return directory.locked(() -> account.passkeys().passkeys());
    }

    /// What goes wrong from now on, instead of what did.
    public void faults(PasskeyFault... faults) {
        Set<PasskeyFault> all = EnumSet.noneOf(PasskeyFault.class);
        all.addAll(Arrays.asList(faults));
        directory.lockedRun(() -> account.passkeys().faults(all));
    }

    /// Whether WhatsApp is open on the phone. While it is not, companions wait.
    public void appOpen(boolean open) {
        directory.lockedRun(() -> {
            account.passkeys().appOpen(open);
            if (open) {
                desk.appOpened(account);
            }
        });
    }

    /// The owner uses the account's latest passkey in a browser.
    ///
    /// @param optionsJson what WhatsApp asked the companion
    /// @return the browser's answer as JSON
    /// @throws ControlException when there is no passkey or no challenge
    public String answer(String optionsJson) {
        return answer(optionsJson, FakeAuthenticator.Manner.of(party));
    }

    /// As [#answer(String)], in a manner that may be wrong.
    public String answer(String optionsJson, FakeAuthenticator.Manner manner) {
        List<Passkey> all = passkeys();
        if (all.isEmpty()) {
            throw ControlException.conflict("This account has no passkey");
        }
        try {
            return FakeAuthenticator.answer(optionsJson, all.getLast(), manner);
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid(String.valueOf(e.getMessage()));
        }
    }

    /// The right manner, to be changed.
    public FakeAuthenticator.Manner usualManner() {
        return FakeAuthenticator.Manner.of(party);
    }

    /// The code that the phone computed in the latest ceremony, like `ABCD-1234`.
    public Optional<String> code() {
        return directory.locked(() -> account.passkeys().latest().flatMap(PasskeyCeremony::code));
    }

    /// Whether the phone wants its owner to compare that code.
    public boolean asksForCode() {
        return directory.locked(() -> account.passkeys()
                .latest()
                .filter(PasskeyCeremony::codeIsNeeded)
                .isPresent());
    }

    /// Waits until the phone has computed a code.
    ///
    /// @throws ControlException when it has not in time
    public String awaitCode(Duration atMost) {
        return directory
                .await(() -> account.passkeys().latest().flatMap(PasskeyCeremony::code), atMost)
                .orElseThrow(() -> ControlException.timeout("The phone computed no code within " + atMost));
    }

    /// The owner has compared the codes.
    ///
    /// @throws ControlException when the phone shows none
    public void compare(boolean matches) {
        directory.lockedRun(() -> desk.codeCompared(account, matches));
    }

    /// Where the latest ceremony stands: `none`, or a phase in small letters.
    public String phase() {
        return directory.locked(() -> account.passkeys()
                .latest()
                .map(ceremony -> ceremony.phase().name().toLowerCase(Locale.ROOT))
                .orElse("none"));
    }

    /// Why the phone stopped the latest ceremony, if it did.
    public Optional<String> stopped() {
        return directory.locked(
                () -> account.passkeys().latest().map(PasskeyCeremony::stopped).filter(reason -> !reason.isEmpty()));
    }
}
