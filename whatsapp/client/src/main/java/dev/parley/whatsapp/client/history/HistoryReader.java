package dev.parley.whatsapp.client.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.proto.Pushname;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/// Walks a `HistorySync` (media-history-appstate.md section 4.4) from a stream: at any time one message is in memory,
/// and the few bytes that describe the chat in hand. Fields may come in any order. For one use, by one thread.
final class HistoryReader {
    private static final int BUFFER = 1 << 14;
    private static final int CHAT_BUFFER = 512;
    /// Of everything about a chat beside its messages.
    private static final int MAX_CHAT = 64 << 10;
    /// Of a name, a mapping, a contact.
    private static final int MAX_ENTRY = 16 << 10;
    /// What is read of a chat; wallpapers, participants and the rest are skipped.
    private static final Set<Integer> CHAT_FIELDS = Set.of(
            Conversation.ID_FIELD_NUMBER,
            Conversation.LAST_MSG_TIMESTAMP_FIELD_NUMBER,
            Conversation.UNREAD_COUNT_FIELD_NUMBER,
            Conversation.END_OF_HISTORY_TRANSFER_FIELD_NUMBER,
            Conversation.EPHEMERAL_EXPIRATION_FIELD_NUMBER,
            Conversation.EPHEMERAL_SETTING_TIMESTAMP_FIELD_NUMBER,
            Conversation.END_OF_HISTORY_TRANSFER_TYPE_FIELD_NUMBER,
            Conversation.CONVERSATION_TIMESTAMP_FIELD_NUMBER,
            Conversation.NAME_FIELD_NUMBER,
            Conversation.ARCHIVED_FIELD_NUMBER,
            Conversation.MARKED_AS_UNREAD_FIELD_NUMBER,
            Conversation.TC_TOKEN_FIELD_NUMBER,
            Conversation.TC_TOKEN_TIMESTAMP_FIELD_NUMBER,
            Conversation.PINNED_FIELD_NUMBER,
            Conversation.MUTE_END_TIME_FIELD_NUMBER,
            Conversation.TC_TOKEN_SENDER_TIMESTAMP_FIELD_NUMBER,
            Conversation.DISPLAY_NAME_FIELD_NUMBER,
            Conversation.PN_JID_FIELD_NUMBER,
            Conversation.LID_JID_FIELD_NUMBER);

    private final CodedInputStream in;
    private final HistoryLimits limits;
    private final HistorySink sink;
    private int chats;
    private int messages;
    private int names;
    private int mappings;
    private int contacts;

    private HistoryReader(InputStream inflated, HistoryLimits limits, HistorySink sink) {
        this.in = CodedInputStream.newInstance(inflated, BUFFER);
        this.limits = limits;
        this.sink = sink;
    }

    /// Inflates and walks a whole file.
    ///
    /// @param compressed is closed
    /// @throws HistoryException when it is not what it must be, or more than is allowed
    /// @throws IOException from the source
    static void read(InputStream compressed, HistoryLimits limits, HistorySink sink) throws IOException {
        try (InputStream inflated = new InflatedStream(compressed, limits.inflatedBytes())) {
            new HistoryReader(inflated, limits, sink).file();
        } catch (InvalidProtocolBufferException e) {
            throw new HistoryException(HistoryFailure.CORRUPT, "is no history", e);
        }
    }

    private void file() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean nested = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            switch (nested ? WireFormat.getTagFieldNumber(tag) : 0) {
                case HistorySync.CONVERSATIONS_FIELD_NUMBER -> chat();
                case HistorySync.PUSHNAMES_FIELD_NUMBER -> {
                    names = counted(names, limits.entries(), "names");
                    entry(Pushname.parser()).ifPresent(sink::pushName);
                }
                case HistorySync.PHONE_NUMBER_TO_LID_MAPPINGS_FIELD_NUMBER -> {
                    mappings = counted(mappings, limits.entries(), "mappings");
                    entry(PhoneNumberToLidMapping.parser()).ifPresent(sink::mapping);
                }
                case HistorySync.INLINE_CONTACTS_FIELD_NUMBER -> {
                    contacts = counted(contacts, limits.entries(), "contacts");
                    entry(InlineContact.parser()).ifPresent(sink::contact);
                }
                case HistorySync.NCT_SALT_FIELD_NUMBER -> sink.nctSalt(ByteString.copyFrom(bytes(MAX_ENTRY, "a salt")));
                default -> skip(tag);
            }
        }
    }

    private void chat() throws IOException {
        chats = counted(chats, limits.chats(), "chats");
        int index = chats - 1;
        int outer = in.pushLimit(length());
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(kept, CHAT_BUFFER);
        Optional<String> id = Optional.empty();
        boolean asked = false;
        boolean wanted = false;
        boolean idCameLate = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            int type = WireFormat.getTagWireType(tag);
            if (field == Conversation.MESSAGES_FIELD_NUMBER && type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                if (!asked) {
                    wanted = sink.wantsMessages(index, id);
                    asked = true;
                }
                message(wanted);
            } else if (CHAT_FIELDS.contains(field) && type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                byte[] value = bytes(MAX_CHAT, "a chat");
                out.writeByteArray(field, value);
                if (field == Conversation.ID_FIELD_NUMBER) {
                    idCameLate = asked;
                    id = Optional.of(ByteString.copyFrom(value).toStringUtf8());
                }
            } else if (CHAT_FIELDS.contains(field) && type == WireFormat.WIRETYPE_VARINT) {
                out.writeUInt64(field, in.readUInt64());
            } else {
                skip(tag);
            }
            if (out.getTotalBytesWritten() > MAX_CHAT) {
                throw tooLarge("a chat's description has more than " + MAX_CHAT + " bytes");
            }
        }
        if (in.getBytesUntilLimit() != 0) {
            throw new HistoryException(HistoryFailure.CORRUPT, "ends within a chat");
        }
        in.popLimit(outer);
        out.flush();
        sink.chat(index, Conversation.parseFrom(kept.toByteArray()), idCameLate);
    }

    private void message(boolean wanted) throws IOException {
        messages = counted(messages, limits.messages(), "messages");
        int length = length();
        if (!wanted) {
            in.skipRawBytes(length);
            return;
        }
        if (length > limits.messageBytes()) {
            in.skipRawBytes(length);
            sink.skipped();
            return;
        }
        parse(HistorySyncMsg.parser(), in.readRawBytes(length))
                .filter(HistorySyncMsg::hasMessage)
                .ifPresentOrElse(message -> sink.message(message.getMessage(), length), sink::skipped);
    }

    /// Empty when it cannot be parsed: one broken entry is no reason to lose the others.
    private <M extends MessageLite> Optional<M> entry(Parser<M> parser) throws IOException {
        return parse(parser, bytes(MAX_ENTRY, "an entry"));
    }

    /// The parser itself bounds how deeply messages may be nested.
    private static <M extends MessageLite> Optional<M> parse(Parser<M> parser, byte[] bytes) {
        try {
            return Optional.of(parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    private byte[] bytes(int limit, String what) throws IOException {
        int length = length();
        if (length > limit) {
            throw tooLarge(what + " has more than " + limit + " bytes");
        }
        return in.readRawBytes(length);
    }

    private int length() throws IOException {
        int length = in.readRawVarint32();
        if (length < 0) {
            throw new HistoryException(HistoryFailure.CORRUPT, "has a negative length");
        }
        return length;
    }

    /// Groups, which this format does not have, would nest without a bound.
    private void skip(int tag) throws IOException {
        int type = WireFormat.getTagWireType(tag);
        if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
            throw new HistoryException(HistoryFailure.CORRUPT, "has a group where none belongs");
        }
        in.skipField(tag);
    }

    private static int counted(int before, int limit, String what) {
        if (before == limit) {
            throw tooLarge("has more than " + limit + " " + what);
        }
        return before + 1;
    }

    private static HistoryException tooLarge(String message) {
        return new HistoryException(HistoryFailure.TOO_LARGE, message);
    }
}
