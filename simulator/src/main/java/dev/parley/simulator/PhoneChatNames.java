package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import java.util.function.Supplier;

/// Finds the chat that a test or a control call names.
///
/// @param addressing how the phone addresses direct chats at the moment
record PhoneChatNames(PhoneLine line, Supplier<Addressing> addressing) {
    /// The chat's JID as the phone has it.
    ///
    /// @param name digits with or without `+`, or a JID
    /// @throws ControlException when nobody has it
    Jid chat(String name) {
        return account(name).on(addressing.get().server());
    }

    /// @throws ControlException when nobody has it
    Account account(String name) {
        return line.account(address(name))
                .orElseThrow(() -> ControlException.unknown("Nobody has the number or JID of that chat"));
    }

    private static Jid address(String name) {
        String bare = name.startsWith("+") ? name.substring(1) : name;
        return bare.contains("@")
                ? Jid.parse(bare).map(Jid::bare).orElseThrow(() -> ControlException.invalid("That is no JID"))
                : Jid.pn(bare);
    }
}
