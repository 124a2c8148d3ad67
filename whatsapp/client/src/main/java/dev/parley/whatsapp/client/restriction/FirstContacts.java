package dev.parley.whatsapp.client.restriction;

import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.SignalRecords;
import dev.parley.whatsapp.signal.SessionRecord;
import dev.parley.whatsapp.wire.Jid;
import java.util.Collection;
import java.util.Optional;

/// Keeps messages to strangers from a restricted account's way: WhatsApp would refuse them, and each try
/// counts as another reach-out (passkey.md section 6.1). Thread-safe.
public final class FirstContacts {
    private static final int LOCKED = 463;
    private static final int CAPPED = 475;

    private final Restrictions restrictions;
    private final PrivacyTokens tokens;

    public FirstContacts(Restrictions restrictions, PrivacyTokens tokens) {
        this.restrictions = restrictions;
        this.tokens = tokens;
    }

    /// The restrictions as they are now, for all whom one transaction writes to.
    public Gate gate(Records records) {
        return new Gate(
                restrictions.timelock(records), restrictions.newChatCap(records).filter(NewChatCap::isReached));
    }

    /// What a transaction lets through. Ends with it.
    public final class Gate {
        private final Optional<ReachOutTimelock> lock;
        private final Optional<NewChatCap> cap;

        private Gate(Optional<ReachOutTimelock> lock, Optional<NewChatCap> cap) {
            this.lock = lock;
            this.cap = cap;
        }

        /// Why a message to a person is not even to be sent; empty when it is. A stranger is who never vouched
        /// for this account lately and none of whose devices ever answered this one.
        ///
        /// @param devices the person's
        public Optional<SendResult.Refused> refusal(
                Records records, Jid person, Collection<Jid> devices, Account account) {
            if ((lock.isEmpty() && cap.isEmpty())
                    || account.owns(person)
                    || tokens.isVouchedFor(records, person, account)
                    || devices.stream().anyMatch(device -> hasAnswered(records, device))) {
                return Optional.empty();
            }
            return lock.isPresent()
                    ? Optional.of(new SendResult.Refused(LOCKED, SendResult.Refused.words(LOCKED))
                            .until(lock.get().until()))
                    : Optional.of(new SendResult.Refused(CAPPED, SendResult.Refused.words(CAPPED))
                            .until(cap.orElseThrow().cycleEnd()));
        }
    }

    /// Says when the restriction ends that WhatsApp gave as its reason, and has WhatsApp asked for it.
    public SendResult explain(SendResult result) {
        if (!(result instanceof SendResult.Refused refused)) {
            return result;
        }
        return switch (refused.code()) {
            case LOCKED -> {
                restrictions.refused();
                yield refused.until(restrictions.timelock().flatMap(ReachOutTimelock::until));
            }
            case CAPPED -> {
                restrictions.refused();
                yield refused.until(restrictions.newChatCap().flatMap(NewChatCap::cycleEnd));
            }
            default -> refused;
        };
    }

    private static boolean hasAnswered(Records records, Jid device) {
        Jid named = device.isPn()
                ? records.lids()
                        .lidOf(device)
                        .map(lid -> lid.withDevice(device.device()))
                        .orElse(device)
                : device;
        return records.signal()
                .session(SignalRecords.address(named))
                .filter(SessionRecord::wasAnswered)
                .isPresent();
    }
}
