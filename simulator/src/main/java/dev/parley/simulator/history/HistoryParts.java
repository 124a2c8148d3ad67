package dev.parley.simulator.history;

import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.Conversation.EndOfHistoryTransferType;
import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import dev.parley.whatsapp.proto.Pushname;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a history into the parts that a phone sends, in its order (protocol notes, media 4.3 and 7.2): the newest
/// chats with their newest messages, names, mappings, then everything, and for whoever asked for all of it the oldest.
public final class HistoryParts {
    private static final int INITIAL_CHATS = 50;
    private static final int INITIAL_MESSAGES = 20;
    private static final int MESSAGES_IN_PART = 2000;
    /// With a full sync the older half of the messages comes in its own parts.
    private static final int FULL_SHARE = 2;

    private final History history;
    private final Pushname self;

    /// @param self the owner's own name
    public HistoryParts(History history, Pushname self) {
        this.history = history;
        this.self = self;
    }

    /// @param full whether the companion asked for a full sync
    public List<HistoryPart> all(boolean full) {
        List<HistoryPart> parts = new ArrayList<>();
        parts.add(part(HistorySyncType.INITIAL_BOOTSTRAP, 1, 100, initial()));
        parts.add(part(
                HistorySyncType.PUSH_NAME,
                1,
                100,
                HistorySync.newBuilder().addPushnames(self).addAllPushnames(history.names())));
        HistorySync.Builder other = HistorySync.newBuilder().addAllPhoneNumberToLidMappings(history.mappings());
        history.nctSalt().ifPresent(other::setNctSalt);
        parts.add(part(HistorySyncType.NON_BLOCKING_DATA, 1, 100, other));
        parts.addAll(bulk(HistorySyncType.RECENT, full ? 1 : 0));
        if (full) {
            parts.addAll(bulk(HistorySyncType.FULL, FULL_SHARE));
        }
        return parts;
    }

    private HistorySync.Builder initial() {
        HistorySync.Builder sync = HistorySync.newBuilder()
                .addAllPhoneNumberToLidMappings(history.mappings())
                .addAllInlineContacts(history.contacts());
        history.chats().stream()
                .limit(INITIAL_CHATS)
                .map(chat ->
                        slice(chat, sent(chat).stream().limit(INITIAL_MESSAGES).toList()))
                .forEach(sync::addConversations);
        return sync;
    }

    /// What is sent without being asked for.
    private List<HistorySyncMsg> sent(Conversation chat) {
        return chat.getMessagesList().subList(0, Math.max(0, chat.getMessagesCount() - history.kept()));
    }

    /// @param half 0 for all messages, 1 for the newer half of each chat, 2 for the older half
    private List<HistoryPart> bulk(HistorySyncType type, int half) {
        List<HistorySync.Builder> contents = new ArrayList<>();
        HistorySync.Builder content = HistorySync.newBuilder();
        int messages = 0;
        for (Conversation chat : history.chats()) {
            List<HistorySyncMsg> all = sent(chat);
            int middle = (all.size() + 1) / 2;
            List<HistorySyncMsg> chosen =
                    switch (half) {
                        case 0 -> all;
                        case 1 -> all.subList(0, middle);
                        default -> all.subList(middle, all.size());
                    };
            int start = 0;
            do {
                int count = Math.min(chosen.size() - start, MESSAGES_IN_PART - messages);
                content.addConversations(slice(chat, chosen.subList(start, start + count)));
                start += count;
                messages += count;
                if (messages == MESSAGES_IN_PART) {
                    contents.add(content);
                    content = HistorySync.newBuilder();
                    messages = 0;
                }
            } while (start < chosen.size());
        }
        contents.add(content);
        List<HistoryPart> parts = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            int order = i + 1;
            parts.add(part(type, order, 100 * order / contents.size(), contents.get(i)));
        }
        return parts;
    }

    private Conversation slice(Conversation chat, List<HistorySyncMsg> messages) {
        return chat.toBuilder()
                .clearMessages()
                .addAllMessages(messages)
                .setEndOfHistoryTransferType(
                        history.kept() > 0 && chat.getMessagesCount() > 0
                                ? EndOfHistoryTransferType.COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY
                                : EndOfHistoryTransferType.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY)
                .build();
    }

    /// The answer to a request for older messages; without messages when there are none, without a chat when
    /// the phone does not know it.
    ///
    /// @param timestamp of the oldest message that the companion has, in seconds or milliseconds
    public HistoryPart onDemand(String chat, String oldestId, long timestamp, int count) {
        Optional<Conversation> known = history.chat(chat);
        HistorySync.Builder content = HistorySync.newBuilder();
        known.ifPresent(conversation -> {
            List<HistorySyncMsg> older = history.before(conversation, oldestId, timestamp, count);
            boolean more = !older.isEmpty()
                    && !older.getLast().equals(conversation.getMessagesList().getLast());
            content.addConversations(conversation.toBuilder()
                    .clearMessages()
                    .addAllMessages(older)
                    .setEndOfHistoryTransferType(
                            more
                                    ? EndOfHistoryTransferType.COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY
                                    : EndOfHistoryTransferType.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY));
        });
        return part(HistorySyncType.ON_DEMAND, 1, 100, content);
    }

    private static HistoryPart part(HistorySyncType type, int order, int progress, HistorySync.Builder content) {
        return new HistoryPart(
                type,
                order,
                progress,
                content.setSyncType(type)
                        .setChunkOrder(order)
                        .setProgress(progress)
                        .build());
    }
}
