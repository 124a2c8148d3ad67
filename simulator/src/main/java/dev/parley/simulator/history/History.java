package dev.parley.simulator.history;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.proto.Pushname;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a phone remembers. Immutable.
///
/// @param chats the newest chat first, the newest message of each first
/// @param contacts what the owner calls people, told with the first chats
/// @param kept how many of each chat's oldest messages are only handed over on demand
public record History(
        List<Conversation> chats,
        List<Pushname> names,
        List<PhoneNumberToLidMapping> mappings,
        List<InlineContact> contacts,
        Optional<ByteString> nctSalt,
        int kept) {
    public static final History EMPTY = new History(List.of(), List.of(), List.of(), List.of(), Optional.empty(), 0);

    public History {
        chats = List.copyOf(chats);
        names = List.copyOf(names);
        mappings = List.copyOf(mappings);
        contacts = List.copyOf(contacts);
        if (kept < 0) {
            throw new IllegalArgumentException("a phone cannot keep " + kept + " messages to itself");
        }
    }

    public static History of(List<Conversation> chats) {
        return new History(chats, List.of(), List.of(), List.of(), Optional.empty(), 0);
    }

    public History keeping(int messagesOfEachChat) {
        return new History(chats, names, mappings, contacts, nctSalt, messagesOfEachChat);
    }

    public History calling(List<InlineContact> people) {
        return new History(chats, names, mappings, people, nctSalt, kept);
    }

    /// How many messages there are in all chats.
    public int messages() {
        return chats.stream().mapToInt(Conversation::getMessagesCount).sum();
    }

    /// The chat with that person or group, under any of its names.
    Optional<Conversation> chat(String jid) {
        return chats.stream()
                .filter(chat -> chat.getId().equals(jid)
                        || chat.getPnJid().equals(jid)
                        || chat.getLidJid().equals(jid)
                        || isMapped(chat.getId(), jid))
                .findFirst();
    }

    private boolean isMapped(String id, String jid) {
        return mappings.stream()
                .anyMatch(mapping -> (mapping.getLidJid().equals(id)
                                && normal(mapping.getPnJid()).equals(jid))
                        || (mapping.getLidJid().equals(jid)
                                && normal(mapping.getPnJid()).equals(id)));
    }

    private static String normal(String pn) {
        return pn.replace("@c.us", "@s.whatsapp.net");
    }

    /// Messages of a chat before a known one, newest first: by its id, else by its time.
    ///
    /// @param timestamp seconds or milliseconds: clients disagree (protocol notes, media 4.8)
    List<HistorySyncMsg> before(Conversation chat, String id, long timestamp, int count) {
        List<HistorySyncMsg> messages = chat.getMessagesList();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).getMessage().getKey().getId().equals(id)) {
                return messages.subList(i + 1, Math.min(messages.size(), i + 1 + count));
            }
        }
        long seconds = timestamp < 100_000_000_000L ? timestamp : timestamp / 1000;
        List<HistorySyncMsg> older = new ArrayList<>();
        for (HistorySyncMsg message : messages) {
            if (message.getMessage().getMessageTimestamp() < seconds && older.size() < count) {
                older.add(message);
            }
        }
        return older;
    }
}
