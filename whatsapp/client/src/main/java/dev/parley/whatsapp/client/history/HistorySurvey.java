package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.wire.Jid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The first look at a part: whether it is whole and within the limits, which names in it are one person, and which
/// chats are named only behind their messages. Nothing else of it is read, and no message is parsed.
final class HistorySurvey implements HistorySink {
    /// How many mappings are learned in one transaction.
    private static final int BATCH = 500;
    /// Phones name a chat first; who never does is no phone.
    private static final int MAX_LATE = 10_000;

    private final Consumer<List<Mapping>> learn;
    private final Map<Integer, String> lateIds = new HashMap<>();
    private List<Mapping> mappings = new ArrayList<>();

    /// @param learn takes mappings in batches
    HistorySurvey(Consumer<List<Mapping>> learn) {
        this.learn = learn;
    }

    record Mapping(Jid lid, Jid pn) {
        static Optional<Mapping> of(Optional<Jid> one, Optional<Jid> other) {
            Optional<Jid> lid = pick(one, other, Jid::isLid);
            Optional<Jid> pn = pick(one, other, Jid::isPn);
            return lid.isPresent() && pn.isPresent()
                    ? Optional.of(new Mapping(lid.get().bare(), pn.get().bare()))
                    : Optional.empty();
        }

        private static Optional<Jid> pick(Optional<Jid> one, Optional<Jid> other, Predicate<Jid> kind) {
            return one.filter(kind).or(() -> other.filter(kind));
        }
    }

    /// The id of a chat that is named late.
    Optional<String> lateId(int index) {
        return Optional.ofNullable(lateIds.get(index));
    }

    void finish() {
        if (!mappings.isEmpty()) {
            learn.accept(mappings);
            mappings = new ArrayList<>();
        }
    }

    @Override
    public void chat(int index, Conversation chat, boolean idCameLate) {
        if (idCameLate) {
            if (lateIds.size() == MAX_LATE) {
                throw new HistoryException(HistoryFailure.CORRUPT, "names its chats behind their messages");
            }
            lateIds.put(index, chat.getId());
        }
        Optional<Jid> id = person(chat.getId());
        add(id, person(chat.getLidJid()));
        add(id, person(chat.getPnJid()));
    }

    @Override
    public void mapping(PhoneNumberToLidMapping mapping) {
        add(person(mapping.getPnJid()), person(mapping.getLidJid()));
    }

    @Override
    public void contact(InlineContact contact) {
        add(person(contact.getPnJid()), person(contact.getLidJid()));
    }

    /// A person, without device; `c.us` is understood.
    static Optional<Jid> person(String text) {
        return Jid.parse(text).map(Jid::bare).filter(HistorySurvey::isPerson);
    }

    /// User 0 is WhatsApp itself.
    private static boolean isPerson(Jid jid) {
        return jid.isPerson() && !jid.user().isEmpty() && !jid.user().equals("0");
    }

    private void add(Optional<Jid> one, Optional<Jid> other) {
        Mapping.of(one, other).ifPresent(mappings::add);
        if (mappings.size() >= BATCH) {
            finish();
        }
    }
}
